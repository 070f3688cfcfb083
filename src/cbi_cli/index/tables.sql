-- The snapshot: plain columns over integer calendar numbers, so that the reports are ordinary SQL.
-- A day is a number (0001-01-01 is 1). known_day is the last day that a partial start can mean. seq orders events by
-- their days and then by id, never by their order in a file. The number of a record is its file's number * 16777216
-- + its position, so that all rows of a file can be taken out and put in again when it has changed.
-- year and month are those of an event's start, last_year that of its end. first_month and last_month are the months
-- that it is known to touch, as year * 12 + month - 1; null if no month is known.
CREATE TABLE meta (name TEXT PRIMARY KEY, value TEXT NOT NULL);
CREATE TABLE file (
  number INTEGER PRIMARY KEY, name TEXT UNIQUE, kind TEXT, stat TEXT, digest TEXT, read_ns INTEGER, at_fault INTEGER,
  broken INTEGER, lost INTEGER, first_day INTEGER, last_day INTEGER, reach_day INTEGER, findings TEXT
);
-- Entries of the folder that are neither data nor known to go with a dataset, and why.
CREATE TABLE leftover (name TEXT PRIMARY KEY, reason TEXT NOT NULL);
CREATE TABLE record (number INTEGER PRIMARY KEY, kind TEXT, id TEXT, file INTEGER, position INTEGER, json TEXT);
-- What records are called, folded for comparison: names, labels, titles, abbreviations and aliases in every language, and
-- former ids. Of events only former ids.
CREATE TABLE record_name (
  number INTEGER, kind TEXT, id TEXT, name TEXT, shown TEXT, field TEXT, place INTEGER, is_former INTEGER
);
-- Records with bad values: the table as the file has it, and the paths of the values that could not be read.
CREATE TABLE partial (
  number INTEGER PRIMARY KEY, kind TEXT, id TEXT, file INTEGER, position INTEGER, json TEXT, broken TEXT
);
CREATE TABLE named (file INTEGER, kinds TEXT, id TEXT, locator TEXT);
CREATE TABLE reference (file INTEGER, kind TEXT, id TEXT, field TEXT, to_kind TEXT, to_id TEXT);
CREATE TABLE locator (file INTEGER, source TEXT, id TEXT);
CREATE TABLE event (
  number INTEGER PRIMARY KEY, seq TEXT, id TEXT, start_text TEXT, end_text TEXT,
  start_day INTEGER, known_day INTEGER, end_day INTEGER, year INTEGER, month INTEGER, last_year INTEGER,
  first_month INTEGER, last_month INTEGER, exact INTEGER,
  title TEXT, title_es TEXT, kind TEXT, level TEXT, status TEXT, held INTEGER, city TEXT, direction TEXT, trait INTEGER
);
CREATE TABLE event_words (event INTEGER PRIMARY KEY, words TEXT);
CREATE TABLE event_institution (
  event INTEGER, position INTEGER, institution TEXT, start_day INTEGER, PRIMARY KEY (event, position)
) WITHOUT ROWID;
CREATE TABLE event_party (event INTEGER, position INTEGER, party TEXT, PRIMARY KEY (event, position)) WITHOUT ROWID;
CREATE TABLE event_topic (event INTEGER, position INTEGER, topic TEXT, PRIMARY KEY (event, position)) WITHOUT ROWID;
CREATE TABLE event_source (
  event INTEGER, position INTEGER, source TEXT, locator TEXT, PRIMARY KEY (event, position)
) WITHOUT ROWID;
-- What indicators look at: events of a file that are alike in it share one trait, which is judged once.
CREATE TABLE trait (id INTEGER PRIMARY KEY, json TEXT);
CREATE TABLE judgement (
  trait INTEGER, indicator TEXT, strength TEXT, weaker INTEGER, misses TEXT, PRIMARY KEY (trait, indicator)
) WITHOUT ROWID;
CREATE TABLE alike (earlier INTEGER, later INTEGER, score REAL);
CREATE TABLE indicator (id TEXT PRIMARY KEY, seq INTEGER, label TEXT, label_es TEXT, per_direction INTEGER);
CREATE TABLE admission (year INTEGER, indicator TEXT, event TEXT, reason TEXT, reason_es TEXT, source TEXT);
CREATE TABLE edition (year INTEGER PRIMARY KEY, published TEXT, published_day INTEGER);
CREATE TABLE series (
  id TEXT PRIMARY KEY, seq INTEGER, kind TEXT, label TEXT, label_es TEXT, cadence_years INTEGER, institution TEXT,
  ended_day INTEGER, successor TEXT
);
CREATE TABLE looked (
  series TEXT, paused INTEGER, from_year INTEGER, to_year INTEGER, source TEXT, note TEXT, note_es TEXT
);
-- The first and the last event of a series in each year, and the days on which the first and all of them are known.
CREATE TABLE series_year (
  series TEXT, year INTEGER, first_seq TEXT, last_seq TEXT, first_known INTEGER, last_known INTEGER,
  PRIMARY KEY (series, year)
) WITHOUT ROWID;
CREATE VIEW match AS
SELECT e.number AS event, j.indicator, j.strength, j.weaker, j.misses, e.direction, e.year, e.seq, e.known_day
FROM event AS e JOIN judgement AS j ON j.trait = e.trait;
CREATE VIEW series_event AS
SELECT m.indicator AS series, m.event, m.year, m.seq, m.known_day
FROM match AS m JOIN series AS s ON s.id = m.indicator AND s.kind = 'indicator' WHERE m.strength = 'full'
UNION ALL
SELECT s.id AS series, e.number AS event, e.year, e.seq, e.known_day
FROM series AS s
JOIN event_institution AS x ON x.institution = s.id
JOIN event AS e ON e.number = x.event
WHERE s.kind = 'institution' AND e.held = 1;
