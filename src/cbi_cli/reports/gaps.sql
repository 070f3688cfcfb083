-- For each series and year: the first and the last event that is known to have begun by :day. Years of which all is
-- known by then are summed up already; the events of the others are looked through.
WITH span AS (
  SELECT series, year, first_seq, last_seq FROM series_year WHERE last_known <= :day
  UNION ALL
  SELECT m.series, m.year, MIN(m.seq) AS first_seq, MAX(m.seq) AS last_seq
  FROM series_year AS y
  JOIN series_event AS m ON m.series = y.series AND m.year = y.year
  WHERE y.first_known <= :day AND y.last_known > :day AND m.known_day <= :day
  GROUP BY m.series, m.year
),
marked AS (
  SELECT series, year, first_seq AS seq FROM span
  UNION
  SELECT series, year, last_seq AS seq FROM span
)
SELECT
  m.series, m.year, e.id, e.start_text, e.end_text, e.title, e.title_es, e.start_day, e.end_day, e.exact
FROM marked AS m
JOIN event AS e ON e.seq = m.seq
ORDER BY m.series, e.seq
