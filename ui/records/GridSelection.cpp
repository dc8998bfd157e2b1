#include "ui/records/GridSelection.h"

#include <algorithm>
#include <limits>

namespace syncline::ui {

void GridSelection::set(std::int64_t first, std::int64_t last)
{
    m_ranges.assign(1, Range{std::min(first, last), std::max(first, last)});
}

void GridSelection::add(std::int64_t first, std::int64_t last)
{
    Range added{std::min(first, last), std::max(first, last)};
    std::vector<Range> merged;
    for (const Range &range : m_ranges) {
        if (range.last + 1 < added.first || added.last + 1 < range.first) {
            merged.push_back(range);
            continue;
        }
        added.first = std::min(added.first, range.first);
        added.last = std::max(added.last, range.last);
    }
    merged.push_back(added);
    std::sort(merged.begin(), merged.end(),
              [](const Range &a, const Range &b) { return a.first < b.first; });
    m_ranges = std::move(merged);
}

void GridSelection::remove(std::int64_t first, std::int64_t last)
{
    std::vector<Range> left;
    for (const Range &range : m_ranges) {
        if (range.first < first)
            left.push_back({range.first, std::min(range.last, first - 1)});
        if (range.last > last)
            left.push_back({std::max(range.first, last + 1), range.last});
    }
    m_ranges = std::move(left);
}

void GridSelection::toggle(std::int64_t row)
{
    if (contains(row))
        remove(row, row);
    else
        add(row, row);
}

bool GridSelection::contains(std::int64_t row) const
{
    const auto after = std::upper_bound(
        m_ranges.begin(), m_ranges.end(), row,
        [](std::int64_t value, const Range &range) { return value < range.first; });
    return after != m_ranges.begin() && row <= std::prev(after)->last;
}

std::int64_t GridSelection::count() const
{
    std::int64_t sum = 0;
    for (const Range &range : m_ranges)
        sum += range.last - range.first + 1;
    return sum;
}

void GridSelection::clip(std::int64_t rows)
{
    if (!m_ranges.empty() && m_ranges.back().last >= rows)
        remove(rows, std::numeric_limits<std::int64_t>::max() - 1);
}

} // namespace syncline::ui
