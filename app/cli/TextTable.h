#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace syncline::cli {

/** Code points of @p text: what a terminal needs columns for. */
std::size_t width(std::string_view text);

/**
 * Aligned columns for a terminal. Cells are made safe for it (one line, controls as visible
 * escapes). Widths are settled by the rows there are when text() is first called, so that a long
 * table can be written in parts: later parts use the same widths.
 */
class TextTable
{
public:
    enum class Align : std::uint8_t { Left, Right };

    /** @p columns: of the terminal; the widest columns shrink until a line fits. 0: unlimited. */
    explicit TextTable(std::vector<std::string> headers, int columns = 0);
    void align(std::size_t column, Align align);
    void add(std::vector<std::string> cells);
    [[nodiscard]] std::size_t rows() const { return m_rows.size(); }
    /** The rows added since the last call; the first call begins with the headers. */
    std::string text();

private:
    void settleWidths();
    void appendLine(std::string &out, const std::vector<std::string> &cells) const;

    std::vector<std::string> m_headers;
    std::vector<Align> m_aligns;
    std::vector<std::vector<std::string>> m_rows;
    std::vector<std::size_t> m_widths;
    std::size_t m_columns;
};

} // namespace syncline::cli
