-- For each series and year: the first and the last event that is known to have begun by :day, a day in :year. Years of
-- which all is known by then are summed up already; only in :year itself can some be known and others not yet.
WITH span AS (
  SELECT series, year, first_seq, last_seq FROM series_year WHERE last_known <= :day
  UNION ALL
  SELECT series, year, MIN(seq) AS first_seq, MAX(seq) AS last_seq
  FROM series_event
  WHERE year = :year AND known_day <= :day
  GROUP BY series, year
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
