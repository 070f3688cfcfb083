-- The snapshot: plain columns over integer calendar numbers, so that the reports are ordinary SQL.
-- A day is a number (0001-01-01 is 1). known_day is the last day that a partial start can mean.
CREATE TABLE meta (name TEXT PRIMARY KEY, value TEXT NOT NULL);
CREATE TABLE record (kind TEXT, id TEXT, seq INTEGER, file TEXT, position INTEGER, json TEXT, PRIMARY KEY (kind, id));
CREATE TABLE reference (kind TEXT, id TEXT, field TEXT, to_kind TEXT, to_id TEXT, locator TEXT);
CREATE TABLE event (
  seq INTEGER PRIMARY KEY, id TEXT, start_text TEXT, end_text TEXT,
  start_day INTEGER, known_day INTEGER, end_day INTEGER, year INTEGER, month INTEGER, exact INTEGER,
  title TEXT, title_es TEXT, kind TEXT, level TEXT, status TEXT, held INTEGER, city TEXT, words TEXT
);
CREATE TABLE event_institution (event INTEGER, institution TEXT, position INTEGER);
CREATE TABLE event_party (event INTEGER, party TEXT, position INTEGER);
CREATE TABLE event_topic (event INTEGER, topic TEXT, position INTEGER);
CREATE TABLE event_source (event INTEGER, source TEXT, locator TEXT, position INTEGER);
CREATE TABLE indicator (id TEXT PRIMARY KEY, seq INTEGER, label TEXT, label_es TEXT, per_direction INTEGER);
CREATE TABLE match (event INTEGER, indicator TEXT, strength TEXT, weaker INTEGER, misses TEXT, direction TEXT);
CREATE TABLE admission (year INTEGER, indicator TEXT, event TEXT, reason TEXT, reason_es TEXT, source TEXT);
CREATE TABLE edition (year INTEGER PRIMARY KEY, published TEXT, published_day INTEGER);
CREATE TABLE series (
  id TEXT PRIMARY KEY, seq INTEGER, kind TEXT, label TEXT, label_es TEXT, cadence_years INTEGER, institution TEXT,
  ended_day INTEGER, successor TEXT
);
CREATE TABLE series_event (series TEXT, event INTEGER);
CREATE TABLE series_name (name TEXT PRIMARY KEY, series TEXT);
CREATE TABLE looked (
  series TEXT, paused INTEGER, from_year INTEGER, to_year INTEGER, source TEXT, note TEXT, note_es TEXT
);
CREATE INDEX event_by_year ON event (year, start_day);
CREATE INDEX match_by_indicator ON match (indicator, strength, event);
CREATE INDEX series_event_by_series ON series_event (series, event);
CREATE INDEX reference_by_target ON reference (to_kind, to_id);
