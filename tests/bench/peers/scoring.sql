-- What batch has databases do: every document's total and grade under ops/rules/alternative, then the sums of each unit. Integers are
-- millionths, / is a division of integers (DuckDB: SET integer_division). sign: 0 at least, 1 at most, 2 more than.
CREATE TABLE scores AS
SELECT doc, unit, total, CASE WHEN total >= 90000000 THEN 0 WHEN total >= 80000000 THEN 1 WHEN total >= 70000000 THEN 2 ELSE 3 END AS grade
FROM (
    SELECT doc, min(unit) AS unit, CAST(sum((2 * reached * w + a * 10000) / (2 * a * 10000) * 10000) AS bigint) AS total
    FROM (
        SELECT doc, unit, a, w,
            CASE sign WHEN 1 THEN least(greatest(2 * a - b, 0), a) WHEN 2 THEN CASE WHEN b > a THEN a ELSE 0 END ELSE least(b, a) END AS reached
        FROM indicators) AS reaching
    GROUP BY doc) AS totals;
CREATE TABLE sums AS SELECT unit, grade, count(*) AS documents, CAST(sum(total) AS bigint) AS score FROM scores GROUP BY unit, grade;
