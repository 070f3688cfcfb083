-- For each series and year: the first and the last event that is known to have begun by :day, a day in :year. Years of
-- which all is known by then are summed up already; only in :year itself can some be known and others not yet. Events that
-- may lie in several years are added one by one.
WITH span AS (
  SELECT series, year, first_sort_key, last_sort_key FROM series_year WHERE last_known <= :day
  UNION ALL
  SELECT series, year, MIN(sort_key) AS first_sort_key, MAX(sort_key) AS last_sort_key
  FROM series_event
  WHERE year = :year AND known_by_year = :year AND known_by_day <= :day
  GROUP BY series, year
),
marked AS (
  SELECT series, year, first_sort_key AS sort_key FROM span
  UNION
  SELECT series, year, last_sort_key AS sort_key FROM span
  UNION
  SELECT series, year, sort_key FROM series_event
  WHERE event IN (SELECT number FROM event WHERE known_by_year > year) AND known_by_day <= :day
)
SELECT
  m.series, m.year, e.known_by_year, e.id, e.start_text, e.end_text, e.title, e.title_es, e.title_other, e.start_day, e.end_day, e.is_exact
FROM marked AS m
JOIN event AS e ON e.sort_key = m.sort_key
ORDER BY m.series, e.sort_key
