-- For each indicator and strength of match: how many events count in :year as of :day, and the latest in each
-- direction of travel. :strict is 1 to leave admitted events out.
WITH counted AS (
  SELECT
    m.indicator, m.strength, m.weaker, m.direction, e.id, e.start_text, e.end_text, e.title, e.title_es,
    e.start_day, e.seq, a.reason, a.reason_es, a.source AS admission_source,
    CASE WHEN a.event IS NULL THEN 0 ELSE 1 END AS admitted,
    COUNT(*) OVER (PARTITION BY m.indicator, m.strength) AS counted,
    ROW_NUMBER() OVER (
      PARTITION BY m.indicator, m.strength, CASE WHEN i.per_direction = 1 THEN m.direction END
      ORDER BY e.start_day DESC, e.seq DESC
    ) AS nth
  FROM match AS m
  JOIN event AS e ON e.number = m.event
  JOIN indicator AS i ON i.id = m.indicator
  LEFT JOIN admission AS a ON a.year = :year AND a.indicator = m.indicator AND a.event = e.id AND e.year <> :year
  WHERE m.strength IN ('full', 'weak')
    AND e.known_day <= :day
    AND (e.year = :year OR (a.event IS NOT NULL AND :strict = 0))
)
SELECT * FROM counted WHERE nth = 1 ORDER BY indicator, strength, start_day, seq
