-- For each indicator and strength of match: the event that was known first of those that count in :year, and that are
-- known by :day. An event that may lie in another year counts only if it is admitted.
WITH counted AS (
  SELECT m.indicator, m.strength, m.event, m.sort_key, m.known_by_day
  FROM match AS m
  WHERE m.year = :year AND m.known_by_year = :year AND m.known_by_day <= :day AND m.strength IN ('full', 'weak')
  UNION ALL
  SELECT m.indicator, m.strength, m.event, m.sort_key, m.known_by_day
  FROM admission AS a
  JOIN event AS e ON e.id = a.event
  JOIN match AS m ON m.event = e.number AND m.indicator = a.indicator
  WHERE a.year = :year AND (e.year <> :year OR e.known_by_year <> :year)
    AND m.known_by_day <= :day AND m.strength IN ('full', 'weak')
),
ranked AS (
  SELECT
    c.*, ROW_NUMBER() OVER (PARTITION BY c.indicator, c.strength ORDER BY c.known_by_day, c.sort_key) AS nth
  FROM counted AS c
)
SELECT r.indicator, r.strength, r.known_by_day, e.id, e.start_text, e.end_text, e.title, e.title_es, e.title_other
FROM ranked AS r
JOIN event AS e ON e.number = r.event
WHERE r.nth = 1
