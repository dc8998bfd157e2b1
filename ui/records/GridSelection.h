#pragma once

#include <cstdint>
#include <vector>

namespace syncline::ui {

/** Which rows of a grid are selected: a few ranges, however many rows there are. A value. */
class GridSelection
{
public:
    struct Range
    {
        std::int64_t first = 0;
        std::int64_t last = 0; ///< Inclusive.
        bool operator==(const Range &) const = default;
    };

    void clear() { m_ranges.clear(); }
    /** Only this. */
    void set(std::int64_t first, std::int64_t last);
    void add(std::int64_t first, std::int64_t last);
    void remove(std::int64_t first, std::int64_t last);
    void toggle(std::int64_t row);
    [[nodiscard]] bool contains(std::int64_t row) const;
    [[nodiscard]] std::int64_t count() const;
    [[nodiscard]] bool empty() const { return m_ranges.empty(); }
    /** Sorted, apart from each other. */
    [[nodiscard]] const std::vector<Range> &ranges() const { return m_ranges; }
    /** Drops what lies at or behind @p rows. */
    void clip(std::int64_t rows);

private:
    std::vector<Range> m_ranges;
};

} // namespace syncline::ui
