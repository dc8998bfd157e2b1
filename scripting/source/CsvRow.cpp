#include "scripting/source/CsvRow.h"

#include <algorithm>
#include <array>

namespace syncline {

std::string &CsvRow::nextCell()
{
    if (m_count == m_cells.size())
        m_cells.emplace_back();
    std::string &cell = m_cells[m_count++];
    cell.clear();
    return cell;
}

std::optional<std::size_t> CsvRow::read(std::string_view text, bool isEnd)
{
    m_count = 0;
    m_quoted = false;
    std::size_t at = 0;
    for (;;) {
        std::string &cell = nextCell();
        if (at < text.size() && text[at] == '"') {
            m_quoted = true;
            ++at;
            for (;;) {
                const std::size_t quote = text.find('"', at);
                if (quote == std::string_view::npos || quote + 1 == text.size()) {
                    if (!isEnd)
                        return std::nullopt; // a second quote may follow
                    cell.append(text.substr(at, std::min(quote, text.size()) - at));
                    at = text.size();
                    break;
                }
                cell.append(text.substr(at, quote - at));
                at = quote + 1;
                if (text[at] != '"')
                    break;
                cell += '"';
                ++at;
            }
        }
        while (at < text.size() && text[at] != m_delimiter && text[at] != '\n' && text[at] != '\r')
            cell += text[at++];
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
    return at;
}

char CsvRow::guessDelimiter(std::string_view sample)
{
    constexpr std::array candidates{',', ';', '\t', '|'};
    char best = ',';
    std::size_t most = 1;
    for (const char candidate : candidates) {
        CsvRow row(candidate);
        if (row.read(sample, true) && row.cells().size() > most) {
            most = row.cells().size();
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
