#include "core/record/GridIndex.h"

#include <algorithm>

namespace syncline {

namespace {

constexpr std::int64_t rowsAStep = 50'000;

} // namespace

Result<PlaceScan> scanPlaces(Database &database, const PageSource &source,
                             const std::vector<Value> &place, std::int64_t position)
{
    std::vector<Keyset::Segment> segments(1);
    if (!place.empty())
        segments = source.keyset.after(place, false);
    PlaceScan scan;
    for (const Keyset::Segment &segment : segments) {
        SYNCLINE_TRY(auto rows,
                     database.prepare("SELECT " + source.keyset.columns() + " FROM " +
                                      source.table.name() +
                                      whereClause(source.query.where, segment.where) +
                                      " ORDER BY " + source.keyset.orderBy() + " LIMIT ?"));
        const std::vector<Value> order = source.keyset.orderParameters();
        int index = bindAll(rows, 1, order);
        index = bindAll(rows, index, source.query.parameters);
        index = bindAll(rows, index, segment.parameters);
        index = bindAll(rows, index, order);
        rows.bind(index, rowsAStep - scan.rows);
        for (;;) {
            SYNCLINE_TRY(const bool more, rows.step());
            if (!more)
                break;
            if ((position + scan.rows) % GridIndex::stride == 0)
                scan.anchors.push_back(source.keyset.place(rows, 0));
            if (++scan.rows == rowsAStep)
                scan.last = source.keyset.place(rows, 0);
        }
        if (scan.rows >= rowsAStep)
            return scan;
    }
    scan.atEnd = true;
    return scan;
}

void GridIndex::append(PlaceScan scan)
{
    std::ranges::move(scan.anchors, std::back_inserter(m_anchors));
    m_covered += scan.rows;
    if (!scan.last.empty())
        m_end = std::move(scan.last);
    m_complete = scan.atEnd;
}

void GridIndex::setIds(std::vector<std::int64_t> ids)
{
    m_ids = std::move(ids);
    m_covered = static_cast<std::int64_t>(m_ids.size());
    m_complete = true;
}

std::optional<GridIndex::Anchor> GridIndex::before(std::int64_t position) const
{
    if (m_anchors.empty())
        return std::nullopt;
    const auto at =
        std::min<std::size_t>(static_cast<std::size_t>(position / stride), m_anchors.size() - 1);
    return Anchor{static_cast<std::int64_t>(at) * stride, m_anchors[at]};
}

std::optional<GridIndex::Anchor> GridIndex::last() const
{
    return before(m_covered);
}

std::vector<std::int64_t> GridIndex::ids(std::int64_t position, int size) const
{
    const auto all = static_cast<std::int64_t>(m_ids.size());
    const std::int64_t from = std::clamp<std::int64_t>(position, 0, all);
    const std::int64_t to = std::min(all, from + size);
    return {m_ids.begin() + from, m_ids.begin() + to};
}

std::optional<std::int64_t> GridIndex::positionOf(std::int64_t id) const
{
    const auto found = std::ranges::find(m_ids, id);
    if (found == m_ids.end())
        return std::nullopt;
    return found - m_ids.begin();
}

} // namespace syncline
