#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace syncline {

/**
 * Reads CSV row by row (RFC 4180): quoted cells with "" for a quote and with line breaks inside;
 * rows end with LF, CRLF or CR. Lenient where people are: a quote inside an unquoted cell is text,
 * text behind a closing quote is kept.
 */
class CsvRow
{
public:
    explicit CsvRow(char delimiter = ',')
        : m_delimiter(delimiter)
    {
    }

    /**
     * Reads the row at the beginning of @p text into cells(). Returns how many bytes it took;
     * nullopt when @p text ends inside the row and more may come (not @p isEnd).
     */
    std::optional<std::size_t> read(std::string_view text, bool isEnd);

    [[nodiscard]] const std::vector<std::string> &cells() const { return m_cells; }
    /** A row of nothing at all: a blank line. */
    [[nodiscard]] bool isBlank() const
    {
        return m_cells.size() == 1 && m_cells[0].empty() && !m_quoted;
    }

    /** The delimiter that divides @p sample best: comma, semicolon, tab or bar. */
    static char guessDelimiter(std::string_view sample);
    /** @p cell as it stands in a file. */
    static void append(std::string &out, std::string_view cell, char delimiter);

private:
    std::string &nextCell();

    char m_delimiter;
    std::vector<std::string> m_cells;
    std::size_t m_count = 0;
    bool m_quoted = false;
};

} // namespace syncline
