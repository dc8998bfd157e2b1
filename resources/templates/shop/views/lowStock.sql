-- title: Products low in stock
-- description: What is about to run out, with what is left in each variant.
-- param: below number = 10 "Fewer than"
-- chart: bar x=title y=inventory
SELECT
  p.id AS productId,
  p.title,
  p.productType,
  p.inventory,
  count(v.id) AS variants,
  min(v.inventory) AS leastInAVariant
FROM product p
LEFT JOIN variant v ON v.productId = p.id
WHERE p.inventory < :below
GROUP BY p.id
ORDER BY p.inventory, p.title
