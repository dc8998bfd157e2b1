#include "core/transfer/CsvRow.h"

#include <algorithm>
#include <array>

namespace syncline {

namespace {

/** How many rows of a sample a delimiter is judged by. */
constexpr int judgedRows = 20;

/** How well @p delimiter divides @p sample: rows that agree with the first, then cells. */
std::size_t score(std::string_view sample, char delimiter)
{
    CsvRow row(delimiter);
    std::size_t cells = 0;
    std::size_t agreeing = 0;
    std::size_t rows = 0;
    while (rows < judgedRows && !sample.empty()) {
        // The last row of a sample may be cut.
        const auto taken = row.read(sample, rows == 0);
        if (!taken)
            break;
        sample.remove_prefix(*taken);
        if (row.isBlank())
            continue;
        if (rows++ == 0)
            cells = row.cells().size();
        agreeing += row.cells().size() == cells ? 1 : 0;
    }
    if (cells < 2)
        return 0;
    return agreeing * 10'000 / rows * 100 + std::min<std::size_t>(cells, 99);
}

} // namespace

std::string &CsvRow::nextCell()
{
    if (m_count == m_cells.size()) {
        m_cells.emplace_back();
        m_quoted.push_back(false);
    }
    m_quoted[m_count] = false;
    std::string &cell = m_cells[m_count++];
    cell.clear();
    return cell;
}

bool CsvRow::readQuoted(std::string_view text, std::size_t &at, bool isEnd, std::string &cell)
{
    for (;;) {
        const std::size_t quote = text.find(m_quote, at);
        if (quote == std::string_view::npos || quote + 1 == text.size()) {
            if (!isEnd)
                return false; // a second quote may follow
            m_unclosed = quote == std::string_view::npos;
            cell.append(text.substr(at, std::min(quote, text.size()) - at));
            at = text.size();
            return true;
        }
        cell.append(text.substr(at, quote - at));
        at = quote + 1;
        if (text[at] != m_quote)
            return true;
        cell += m_quote;
        ++at;
    }
}

std::optional<std::size_t> CsvRow::read(std::string_view text, bool isEnd)
{
    m_count = 0;
    m_unclosed = false;
    const std::array<char, 3> stops{m_delimiter, '\n', '\r'};
    std::size_t at = 0;
    for (;;) {
        std::string &cell = nextCell();
        if (at < text.size() && text[at] == m_quote) {
            m_quoted[m_count - 1] = true;
            ++at;
            if (!readQuoted(text, at, isEnd, cell))
                return std::nullopt;
        }
        const std::size_t stop = std::min(
            text.find_first_of(std::string_view(stops.data(), stops.size()), at), text.size());
        cell.append(text.substr(at, stop - at));
        at = stop;
        if (at >= text.size()) {
            if (!isEnd)
                return std::nullopt;
            break;
        }
        const char end = text[at++];
        if (end == m_delimiter)
            continue;
        if (end == '\r') {
            if (at == text.size() && !isEnd)
                return std::nullopt; // perhaps CRLF
            if (at < text.size() && text[at] == '\n')
                ++at;
        }
        break;
    }
    m_cells.resize(m_count);
    m_quoted.resize(m_count);
    return at;
}

char CsvRow::guessDelimiter(std::string_view sample)
{
    constexpr std::array candidates{',', ';', '\t', '|'};
    char best = ',';
    std::size_t most = 0;
    for (const char candidate : candidates) {
        const std::size_t points = score(sample, candidate);
        if (points > most) {
            most = points;
            best = candidate;
        }
    }
    return best;
}

void CsvRow::append(std::string &out, std::string_view cell, char delimiter)
{
    const char special[] = {'"', '\n', '\r', delimiter, '\0'};
    if (cell.find_first_of(special) == std::string_view::npos) {
        out += cell;
        return;
    }
    out += '"';
    for (const char c : cell) {
        if (c == '"')
            out += '"';
        out += c;
    }
    out += '"';
}

} // namespace syncline
