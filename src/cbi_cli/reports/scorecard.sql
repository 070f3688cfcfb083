-- For each indicator and strength of match: how many events count in :year as of :day, and the latest in each
-- direction of travel. An event that may lie in another year counts only if it is admitted. :strict is 1 to leave admitted events out.
WITH counted AS (
  SELECT
    m.indicator, m.strength, m.weaker, m.direction, m.event, m.sort_key, 0 AS admitted,
    NULL AS reason, NULL AS reason_es, NULL AS reason_other, NULL AS admission_source
  FROM match AS m
  WHERE m.year = :year AND m.known_by_year = :year AND m.known_by_day <= :day AND m.strength IN ('full', 'weak')
  UNION ALL
  SELECT
    m.indicator, m.strength, m.weaker, m.direction, m.event, m.sort_key, 1 AS admitted,
    a.reason, a.reason_es, a.reason_other, a.source AS admission_source
  FROM admission AS a
  JOIN event AS e ON e.id = a.event
  JOIN match AS m ON m.event = e.number AND m.indicator = a.indicator
  WHERE a.year = :year AND :strict = 0 AND (e.year <> :year OR e.known_by_year <> :year)
    AND m.known_by_day <= :day AND m.strength IN ('full', 'weak')
),
ranked AS (
  SELECT
    c.*, COUNT(*) OVER (PARTITION BY c.indicator, c.strength) AS counted,
    ROW_NUMBER() OVER (
      PARTITION BY c.indicator, c.strength, CASE WHEN i.per_direction = 1 THEN c.direction END ORDER BY c.sort_key DESC
    ) AS nth
  FROM counted AS c
  JOIN indicator AS i ON i.id = c.indicator
)
SELECT
  r.indicator, r.strength, r.weaker, r.direction, r.sort_key, r.admitted, r.reason, r.reason_es, r.reason_other, r.admission_source,
  r.counted, e.id, e.start_text, e.end_text, e.title, e.title_es, e.title_other
FROM ranked AS r
JOIN event AS e ON e.number = r.event
WHERE r.nth = 1
ORDER BY r.indicator, r.strength, r.sort_key
