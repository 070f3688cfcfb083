-- For each indicator and year, the first event known by :day that counts, and the first one that matches a weaker rule
-- if none counts before it. The years are those from :first to :last, and all to which an edition admits an event.
WITH counted AS (
  SELECT m.year, m.indicator, m.strength, m.event, m.sort_key
  FROM match AS m
  WHERE (m.year BETWEEN :first AND :last OR m.year IN (SELECT year FROM admission))
    AND m.known_by_year = m.year AND m.known_by_day <= :day AND m.strength IN ('full', 'weak')
  UNION ALL
  SELECT a.year, m.indicator, m.strength, m.event, m.sort_key
  FROM admission AS a
  JOIN event AS e ON e.id = a.event
  JOIN match AS m ON m.event = e.number AND m.indicator = a.indicator
  WHERE (e.year <> a.year OR e.known_by_year <> a.year) AND m.known_by_day <= :day AND m.strength IN ('full', 'weak')
),
ranked AS (
  SELECT
    c.*,
    ROW_NUMBER() OVER (PARTITION BY c.indicator, c.year ORDER BY c.sort_key, c.strength) AS nth,
    ROW_NUMBER() OVER (PARTITION BY c.indicator, c.year, c.strength ORDER BY c.sort_key) AS nth_of_strength
  FROM counted AS c
)
SELECT e.id AS event, r.indicator, i.label, i.label_es, i.label_other, r.strength, r.year
FROM ranked AS r
JOIN event AS e ON e.number = r.event
JOIN indicator AS i ON i.id = r.indicator
WHERE r.nth = 1 OR (r.strength = 'full' AND r.nth_of_strength = 1)
ORDER BY e.sort_key, i.sort_key, r.year
