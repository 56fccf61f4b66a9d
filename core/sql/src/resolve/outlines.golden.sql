-- an aggregation from below: where, groups, having, selected columns, order, limit
SELECT campaign, COUNT(DISTINCT user_id) AS reach FROM impressions WHERE day >= :since GROUP BY campaign HAVING COUNT(*) > 3 ORDER BY reach DESC LIMIT 10 OFFSET 2;
/*
returns campaign#8, reach#9
limit 10 offset 2
  sort
    - reach#9 descending nulls first
    map
      - campaign#8 VARCHAR? = campaign#7
      - reach#9 BIGINT in 0 .. 9007199254740992 = count#5
      filter having
        - (count#6 > 3)
        reduce group-by
          - key campaign#7 VARCHAR? = campaign#2
          - count#5 BIGINT in 0 .. 9007199254740992 = count(distinct user_id#1)
          - count#6 BIGINT in 0 .. 9007199254740992 = count(*)
          filter where
            - (day#3 >= date '2024-10-04' /* :since */)
            table impressions
              - user_id#1 BIGINT?
              - campaign#2 VARCHAR?
              - day#3 DATE?
              - cost#4 DOUBLE? in 0 .. 50
*/

-- a bare aggregate reduces to one row
SELECT COUNT(*), SUM(cost), AVG(cost) FILTER (WHERE day IS NOT NULL), PERCENTILE_CONT(0.9) WITHIN GROUP (ORDER BY cost DESC) FROM impressions;
/*
returns count#9, sum#10, avg#11, percentile_cont#12
map
  - count#9 BIGINT in 0 .. 9007199254740992 = count#5
  - sum#10 DOUBLE? = sum#6
  - avg#11 DOUBLE? = avg#7
  - percentile_cont#12 DOUBLE? = percentile_cont#8
  reduce to one row
    - count#5 BIGINT in 0 .. 9007199254740992 = count(*)
    - sum#6 DOUBLE? = sum(cost#4)
    - avg#7 DOUBLE? = avg(cost#4) filter (is-not-null(day#3))
    - percentile_cont#8 DOUBLE? = percentile-cont(cost#4, 0.1)
    table impressions
      - user_id#1 BIGINT?
      - campaign#2 VARCHAR?
      - day#3 DATE?
      - cost#4 DOUBLE? in 0 .. 50
*/

-- the same aggregate is computed once
SELECT SUM(cost) AS total FROM impressions HAVING SUM(cost) > 1 ORDER BY SUM(cost) + 1;
/*
returns total#6
sort
  - sort_1#7 ascending nulls last
  map
    - total#6 DOUBLE? = sum#5
    - sort_1#7 DOUBLE? = (sum#5 + 1.0)
    filter having
      - (sum#5 > 1.0)
      reduce to one row
        - sum#5 DOUBLE? = sum(cost#4)
        table impressions
          - user_id#1 BIGINT?
          - campaign#2 VARCHAR?
          - day#3 DATE?
          - cost#4 DOUBLE? in 0 .. 50
*/

-- keys by position, by alias and by expression are the same thing once
SELECT EXTRACT(YEAR FROM day) AS year, COUNT(*) AS n FROM impressions GROUP BY 1, year, EXTRACT(YEAR FROM day) HAVING year > 2020;
/*
returns year#7, n#8
map
  - year#7 BIGINT? in 1 .. 9999 = year#6
  - n#8 BIGINT in 0 .. 9007199254740992 = count#5
  filter having
    - (year#6 > 2020)
    reduce group-by
      - key year#6 BIGINT? in 1 .. 9999 = date-part('year', day#3)
      - count#5 BIGINT in 0 .. 9007199254740992 = count(*)
      table impressions
        - user_id#1 BIGINT?
        - campaign#2 VARCHAR?
        - day#3 DATE?
        - cost#4 DOUBLE? in 0 .. 50
*/

-- GROUP BY ALL takes what is not aggregated
SELECT campaign, cost * 2 AS doubled, COUNT(*) FROM impressions GROUP BY ALL;
/*
returns campaign#8, doubled#9, count#10
map
  - campaign#8 VARCHAR? = campaign#6
  - doubled#9 DOUBLE? in 0 .. 100 = doubled#7
  - count#10 BIGINT in 0 .. 9007199254740992 = count#5
  reduce group-by
    - key campaign#6 VARCHAR? = campaign#2
    - key doubled#7 DOUBLE? in 0 .. 100 = (cost#4 * 2.0)
    - count#5 BIGINT in 0 .. 9007199254740992 = count(*)
    table impressions
      - user_id#1 BIGINT?
      - campaign#2 VARCHAR?
      - day#3 DATE?
      - cost#4 DOUBLE? in 0 .. 50
*/

-- a join with USING merges the column
SELECT user_id, amount FROM impressions JOIN purchases USING (user_id);
/*
returns user_id#9, amount#10
map
  - user_id#9 BIGINT? = user_id#1
  - amount#10 DECIMAL(10,2)? = amount#6
  join inner
    - on (user_id#1 = user_id#5)
    table impressions
      - user_id#1 BIGINT?
      - campaign#2 VARCHAR?
      - day#3 DATE?
      - cost#4 DOUBLE? in 0 .. 50
    table purchases
      - user_id#5 BIGINT
      - amount#6 DECIMAL(10,2)?
      - at#7 TIMESTAMP?
      - returned#8 BOOLEAN
*/

-- of a full join the merged column is the one that is there
SELECT user_id, COUNT(*) FROM impressions FULL JOIN purchases USING (user_id) GROUP BY user_id;
/*
returns user_id#11, count#12
map
  - user_id#11 BIGINT? = user_id#10
  - count#12 BIGINT in 0 .. 9007199254740992 = count#9
  reduce group-by
    - key user_id#10 BIGINT? = coalesce(user_id#1, user_id#5)
    - count#9 BIGINT in 0 .. 9007199254740992 = count(*)
    join full (both sides may be missing)
      - on (user_id#1 = user_id#5)
      table impressions
        - user_id#1 BIGINT?
        - campaign#2 VARCHAR?
        - day#3 DATE?
        - cost#4 DOUBLE? in 0 .. 50
      table purchases
        - user_id#5 BIGINT
        - amount#6 DECIMAL(10,2)?
        - at#7 TIMESTAMP?
        - returned#8 BOOLEAN
*/

-- a right join's merged column is the right one's, and the left may be missing
SELECT user_id, cost, returned FROM impressions NATURAL RIGHT JOIN purchases;
/*
returns user_id#9, cost#10, returned#11
map
  - user_id#9 BIGINT = user_id#5
  - cost#10 DOUBLE? in 0 .. 50 = cost#4
  - returned#11 BOOLEAN = returned#8
  join right (left may be missing)
    - on (user_id#1 = user_id#5)
    table impressions
      - user_id#1 BIGINT?
      - campaign#2 VARCHAR?
      - day#3 DATE?
      - cost#4 DOUBLE? in 0 .. 50
    table purchases
      - user_id#5 BIGINT
      - amount#6 DECIMAL(10,2)?
      - at#7 TIMESTAMP?
      - returned#8 BOOLEAN
*/

-- a comma is a cross join, and WHERE says which rows belong together
SELECT i.cost FROM impressions i, purchases p WHERE i.user_id = p.user_id;
/*
returns cost#9
map
  - cost#9 DOUBLE? in 0 .. 50 = cost#4
  filter where
    - (user_id#1 = user_id#5)
    join cross
      table impressions as i
        - user_id#1 BIGINT?
        - campaign#2 VARCHAR?
        - day#3 DATE?
        - cost#4 DOUBLE? in 0 .. 50
      table purchases as p
        - user_id#5 BIGINT
        - amount#6 DECIMAL(10,2)?
        - at#7 TIMESTAMP?
        - returned#8 BOOLEAN
*/

-- a WITH query used twice is there twice
WITH spend AS (SELECT user_id, SUM(cost) AS cost FROM impressions GROUP BY user_id) SELECT a.user_id FROM spend a JOIN spend b ON a.cost > b.cost;
/*
returns user_id#17
map
  - user_id#17 BIGINT? = user_id#7
  join inner
    - on (cost#8 > cost#16)
    map
      - user_id#7 BIGINT? = user_id#6
      - cost#8 DOUBLE? = sum#5
      reduce group-by
        - key user_id#6 BIGINT? = user_id#1
        - sum#5 DOUBLE? = sum(cost#4)
        table impressions
          - user_id#1 BIGINT?
          - campaign#2 VARCHAR?
          - day#3 DATE?
          - cost#4 DOUBLE? in 0 .. 50
    map
      - user_id#15 BIGINT? = user_id#13
      - cost#16 DOUBLE? = sum#14
      reduce group-by
        - key user_id#13 BIGINT? = user_id#9
        - sum#14 DOUBLE? = sum(cost#12)
        table impressions
          - user_id#9 BIGINT?
          - campaign#10 VARCHAR?
          - day#11 DATE?
          - cost#12 DOUBLE? in 0 .. 50
*/

-- aliases rename the columns of derived tables and values
SELECT x + 1 AS more, label FROM (VALUES (1, 'a'), (2.5, NULL)) AS v(x, label);
/*
returns more#3, label#4
map
  - more#3 DECIMAL(3,1) in 2 .. 3.5 = (x#1 + 1)
  - label#4 VARCHAR? = label#2
  values
    - column1#1 DECIMAL(2,1) in 1 .. 2.5
    - column2#2 VARCHAR?
    - row (1.0, 'a')
    - row (2.5, NULL)
*/

-- windows come after groups and before the selected columns
SELECT campaign, SUM(cost) AS total, RANK() OVER (ORDER BY SUM(cost) DESC) AS place FROM impressions GROUP BY campaign QUALIFY place <= 3;
/*
returns campaign#8, total#9, place#10
map
  - campaign#8 VARCHAR? = campaign#7
  - total#9 DOUBLE? = sum#5
  - place#10 BIGINT in 1 .. 9007199254740992 = rank#6
  filter qualify
    - (rank#6 <= 3)
    window
      - rank#6 BIGINT in 1 .. 9007199254740992 = rank() over (order by sum#5 descending nulls first)
      reduce group-by
        - key campaign#7 VARCHAR? = campaign#2
        - sum#5 DOUBLE? = sum(cost#4)
        table impressions
          - user_id#1 BIGINT?
          - campaign#2 VARCHAR?
          - day#3 DATE?
          - cost#4 DOUBLE? in 0 .. 50
*/

-- a named window with a frame
SELECT day, SUM(cost) OVER w AS running, LAG(cost) OVER w FROM impressions WINDOW w AS (PARTITION BY campaign ORDER BY day ROWS BETWEEN 6 PRECEDING AND CURRENT ROW);
/*
returns day#7, running#8, lag#9
map
  - day#7 DATE? = day#3
  - running#8 DOUBLE? = sum#5
  - lag#9 DOUBLE? in 0 .. 50 = lag#6
  window
    - sum#5 DOUBLE? = sum(cost#4) over (partition by campaign#2 order by day#3 ascending nulls last rows between 6 preceding and current row)
    - lag#6 DOUBLE? in 0 .. 50 = lag(cost#4, 1, NULL) over (partition by campaign#2 order by day#3 ascending nulls last)
    table impressions
      - user_id#1 BIGINT?
      - campaign#2 VARCHAR?
      - day#3 DATE?
      - cost#4 DOUBLE? in 0 .. 50
*/

-- DISTINCT is a reduce above the selected columns, and the order above it
SELECT DISTINCT campaign, cost + 1 AS c FROM impressions ORDER BY cost + 1 DESC NULLS LAST, 1;
/*
returns campaign#7, c#8
sort
  - c#8 descending nulls last, campaign#7 ascending nulls last
  reduce distinct
    - key campaign#7 VARCHAR? = campaign#5
    - key c#8 DOUBLE? in 1 .. 51 = c#6
    map
      - campaign#5 VARCHAR? = campaign#2
      - c#6 DOUBLE? in 1 .. 51 = (cost#4 + 1.0)
      table impressions
        - user_id#1 BIGINT?
        - campaign#2 VARCHAR?
        - day#3 DATE?
        - cost#4 DOUBLE? in 0 .. 50
*/

-- a sort key that is not selected is a hidden column
SELECT campaign FROM impressions ORDER BY cost * 2, day;
/*
returns campaign#5
sort
  - sort_1#6 ascending nulls last, sort_2#7 ascending nulls last
  map
    - campaign#5 VARCHAR? = campaign#2
    - sort_1#6 DOUBLE? in 0 .. 100 = (cost#4 * 2.0)
    - sort_2#7 DATE? = day#3
    table impressions
      - user_id#1 BIGINT?
      - campaign#2 VARCHAR?
      - day#3 DATE?
      - cost#4 DOUBLE? in 0 .. 50
*/

-- set operations by position, converted to a common type
SELECT day, NULL AS x FROM impressions UNION ALL SELECT at, 1 FROM purchases;
/*
returns day#15, x#16
set union-all
  - day#15 TIMESTAMP? = #13, #11
  - x#16 BIGINT? = #14, #12
  map
    - day#13 TIMESTAMP? = as(day#5, TIMESTAMP)
    - x#14 BIGINT? = NULL
    map
      - day#5 DATE? = day#3
      - x#6 NULL? = NULL
      table impressions
        - user_id#1 BIGINT?
        - campaign#2 VARCHAR?
        - day#3 DATE?
        - cost#4 DOUBLE? in 0 .. 50
  map
    - at#11 TIMESTAMP? = at#9
    - column_2#12 BIGINT in 1 .. 1 = 1
    table purchases
      - user_id#7 BIGINT
      - amount#8 DECIMAL(10,2)?
      - at#9 TIMESTAMP?
      - returned#10 BOOLEAN
*/

-- UNION is UNION ALL without duplicates; a literal takes the other side's type
SELECT day FROM impressions UNION SELECT '2024-01-01' ORDER BY 1;
/*
returns day#9
sort
  - day#9 ascending nulls last
  reduce distinct
    - key day#9 DATE? = day#8
    set union-all
      - day#8 DATE? = #5, #7
      map
        - day#5 DATE? = day#3
        table impressions
          - user_id#1 BIGINT?
          - campaign#2 VARCHAR?
          - day#3 DATE?
          - cost#4 DOUBLE? in 0 .. 50
      map
        - column_1#7 DATE = date '2024-01-01'
        map
          - column_1#6 VARCHAR = '2024-01-01'
          values
            - row ()
*/

-- EXCEPT and INTERSECT
(SELECT user_id FROM impressions EXCEPT SELECT user_id FROM purchases) INTERSECT ALL SELECT Id FROM Members;
/*
returns user_id#16
set intersect-all
  - user_id#16 BIGINT = #11, #15
  set except
    - user_id#11 BIGINT? = #5, #10
    map
      - user_id#5 BIGINT? = user_id#1
      table impressions
        - user_id#1 BIGINT?
        - campaign#2 VARCHAR?
        - day#3 DATE?
        - cost#4 DOUBLE? in 0 .. 50
    map
      - user_id#10 BIGINT = user_id#6
      table purchases
        - user_id#6 BIGINT
        - amount#7 DECIMAL(10,2)?
        - at#8 TIMESTAMP?
        - returned#9 BOOLEAN
  map
    - Id#15 BIGINT in 1 .. 1000 = Id#12
    table Members
      - Id#12 BIGINT in 1 .. 1000
      - City#13 VARCHAR?
      - city#14 VARCHAR?
*/

-- subqueries as a value, a list and a test
SELECT (SELECT MAX(amount) FROM purchases) AS most FROM impressions WHERE user_id IN (SELECT user_id FROM purchases WHERE amount > 5.5) AND NOT EXISTS (SELECT 1 FROM Members);
/*
returns most#20
map
  - most#20 DECIMAL(10,2)? = (#19 of query 1)
      query 1:
        map
          - max#19 DECIMAL(10,2)? = max#18
          reduce to one row
            - max#18 DECIMAL(10,2)? = max(amount#15)
            table purchases
              - user_id#14 BIGINT
              - amount#15 DECIMAL(10,2)?
              - at#16 TIMESTAMP?
              - returned#17 BOOLEAN
  filter where
    - ((user_id#1 in #9 of query 1) and not(exists query 2))
        query 1:
          map
            - user_id#9 BIGINT = user_id#5
            filter where
              - (amount#6 > 5.50)
              table purchases
                - user_id#5 BIGINT
                - amount#6 DECIMAL(10,2)?
                - at#7 TIMESTAMP?
                - returned#8 BOOLEAN
        query 2:
          map
            - column_1#13 BIGINT in 1 .. 1 = 1
            table Members
              - Id#10 BIGINT in 1 .. 1000
              - City#11 VARCHAR?
              - city#12 VARCHAR?
    table impressions
      - user_id#1 BIGINT?
      - campaign#2 VARCHAR?
      - day#3 DATE?
      - cost#4 DOUBLE? in 0 .. 50
*/

-- an IN whose sides have different types
SELECT cost NOT IN (SELECT amount FROM purchases) FROM impressions;
/*
returns column_1#11
map
  - column_1#11 BOOLEAN? = (cost#4 not in #10 of query 1)
      query 1:
        map
          - amount#10 DOUBLE? in -100000000 .. 100000000 = as(amount#9, DOUBLE)
          map
            - amount#9 DECIMAL(10,2)? = amount#6
            table purchases
              - user_id#5 BIGINT
              - amount#6 DECIMAL(10,2)?
              - at#7 TIMESTAMP?
              - returned#8 BOOLEAN
  table impressions
    - user_id#1 BIGINT?
    - campaign#2 VARCHAR?
    - day#3 DATE?
    - cost#4 DOUBLE? in 0 .. 50
*/

-- BETWEEN, simple CASE and IN lists
SELECT cost BETWEEN 1 AND 2.5, day NOT BETWEEN '2024-01-01' AND :since, CASE campaign WHEN 'a' THEN 1 WHEN 'b' THEN 2.5 END, user_id IN (1, 2, NULL) FROM impressions;
/*
returns column_1#5, column_2#6, case#7, column_4#8
map
  - column_1#5 BOOLEAN? = ((cost#4 >= 1.0) and (cost#4 <= 2.5))
  - column_2#6 BOOLEAN? = not(((day#3 >= date '2024-01-01') and (day#3 <= date '2024-10-04' /* :since */)))
  - case#7 DECIMAL(2,1)? in 1 .. 2.5 = case when (campaign#2 = 'a') then 1.0 when (campaign#2 = 'b') then 2.5 end
  - column_4#8 BOOLEAN? = (user_id#1 in (1, 2, NULL))
  table impressions
    - user_id#1 BIGINT?
    - campaign#2 VARCHAR?
    - day#3 DATE?
    - cost#4 DOUBLE? in 0 .. 50
*/

-- dates, units and casts
SELECT day + INTERVAL '1 month 2 days', DATEADD(week, -1, day), DATEDIFF('day', day, DATE '2024-01-01'), day - day, CAST(cost AS DECIMAL(9, 2)), user_id::VARCHAR FROM impressions;
/*
returns column_1#5, dateadd#6, datediff#7, column_4#8, cost#9, user_id#10
map
  - column_1#5 DATE? = date-add(date-add(day#3, 1, 'month'), 2, 'day')
  - dateadd#6 DATE? = date-add(day#3, -1, 'week')
  - datediff#7 BIGINT? in -3652058 .. 3652058 = date-difference('day', day#3, date '2024-01-01')
  - column_4#8 BIGINT? in -3652058 .. 3652058 = date-difference('day', day#3, day#3)
  - cost#9 DECIMAL(9,2)? in -0.010000000000000007 .. 50.010000000000026 = cast(cost#4, DECIMAL(9,2))
  - user_id#10 VARCHAR? = cast(user_id#1, VARCHAR)
  table impressions
    - user_id#1 BIGINT?
    - campaign#2 VARCHAR?
    - day#3 DATE?
    - cost#4 DOUBLE? in 0 .. 50
*/

-- + of texts joins them, literals beside numbers are numbers
SELECT campaign + '!' AS loud, user_id + '1', -9223372036854775808, 1.50, 1e3, 12345678901234567890 FROM impressions;
/*
returns loud#5, column_2#6, column_3#7, column_4#8, column_5#9, column_6#10
map
  - loud#5 VARCHAR? = (campaign#2 || '!')
  - column_2#6 BIGINT? = (user_id#1 + 1)
  - column_3#7 BIGINT in -9223372036854776000 .. -9223372036854776000 = -9223372036854775808
  - column_4#8 DECIMAL(3,2) in 1.5 .. 1.5 = 1.50
  - column_5#9 DOUBLE in 1000 .. 1000 = 1000.0
  - column_6#10 DECIMAL(20,0) in 12345678901234567000 .. 12345678901234570000 = 12345678901234567890
  table impressions
    - user_id#1 BIGINT?
    - campaign#2 VARCHAR?
    - day#3 DATE?
    - cost#4 DOUBLE? in 0 .. 50
*/

-- a query without FROM, and a NULL that leaves as a text
SELECT 1 AS one, NULL AS nothing;
/*
returns one#1, nothing#2
map
  - one#1 BIGINT in 1 .. 1 = 1
  - nothing#2 VARCHAR? = NULL
  values
    - row ()
*/

-- a privacy clause and the bounds of its aggregates, on the aggregation they speak of
SELECT WITH DIFFERENTIAL_PRIVACY OPTIONS (epsilon = 1, delta = 1e-9, max_groups_contributed = NULL, group_selection_strategy = public_groups, privacy_unit_column = i.user_id) campaign, COUNT(*, contribution_bounds_per_group => (0, :count)) AS n, PERCENTILE_CONT(cost, 0.5, contribution_bounds_per_row => (0, 50), report_format => "JSON") AS m FROM impressions i WHERE cost > 0 GROUP BY campaign HAVING n > 2;
/*
returns campaign#8, n#9, m#10
map
  - campaign#8 VARCHAR? = campaign#7
  - n#9 BIGINT in 0 .. 9007199254740992 = count#5
  - m#10 VARCHAR? = percentile_cont#6
  filter having
    - (count#5 > 2)
    reduce group-by
      - with differential privacy (epsilon = 1, delta = 1e-9, max_groups_contributed = NULL, privacy_unit_column = user_id#1, group_selection_strategy = PUBLIC_GROUPS)
      - key campaign#7 VARCHAR? = campaign#2
      - count#5 BIGINT in 0 .. 9007199254740992 = count(*, bounds per group 0 .. 7)
      - percentile_cont#6 VARCHAR? = percentile-cont(cost#4, 0.5, bounds per row 0 .. 50, report json)
      filter where
        - (cost#4 > 0.0)
        table impressions as i
          - user_id#1 BIGINT?
          - campaign#2 VARCHAR?
          - day#3 DATE?
          - cost#4 DOUBLE? in 0 .. 50
*/
