-- title: Revenue by month
-- description: What orders brought, month by month, and how many there were.
-- param: since date = 2020-01-01 "Orders since"
-- param: status string "Only with this payment status"
-- chart: bar x=month y=revenue
SELECT
  substr(placedAt, 1, 7) AS month,
  count(*) AS orders,
  round(sum(totalPrice), 2) AS revenue,
  round(avg(totalPrice), 2) AS average
FROM "order"
WHERE placedAt >= :since
  AND (:status IS NULL OR financialStatus = :status)
GROUP BY month
ORDER BY month
