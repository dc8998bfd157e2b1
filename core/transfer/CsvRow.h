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
    explicit CsvRow(char delimiter = ',', char quote = '"')
        : m_delimiter(delimiter),
          m_quote(quote)
    {
    }

    /**
     * Reads the row at the beginning of @p text into cells(). Returns how many bytes it took;
     * nullopt when @p text ends inside the row and more may come (not @p isEnd).
     */
    std::optional<std::size_t> read(std::string_view text, bool isEnd);

    [[nodiscard]] const std::vector<std::string> &cells() const { return m_cells; }
    /** Whether the cell stood in quotes: "" is a text, nothing is none. */
    [[nodiscard]] bool isQuoted(std::size_t cell) const { return m_quoted[cell]; }
    /** The text ended inside quotes. */
    [[nodiscard]] bool isUnclosed() const { return m_unclosed; }
    /** A row of nothing at all: a blank line. */
    [[nodiscard]] bool isBlank() const
    {
        return m_cells.size() == 1 && m_cells[0].empty() && !m_quoted[0];
    }

    /** The delimiter that divides the first rows of @p sample best: comma, semicolon, tab or bar.
     */
    static char guessDelimiter(std::string_view sample);
    /** @p cell as it stands in a file. */
    static void append(std::string &out, std::string_view cell, char delimiter);

private:
    std::string &nextCell();
    /** Reads from behind an opening quote; false when more text is needed. */
    bool readQuoted(std::string_view text, std::size_t &at, bool isEnd, std::string &cell);

    char m_delimiter;
    char m_quote;
    std::vector<std::string> m_cells;
    std::vector<bool> m_quoted;
    std::size_t m_count = 0;
    bool m_unclosed = false;
};

} // namespace syncline
