#include "app/cli/TextTable.h"

#include "core/base/TextSafe.h"

#include <algorithm>
#include <numeric>

namespace syncline::cli {

namespace {

constexpr std::size_t widestCell = 512;
constexpr std::size_t narrowest = 8;
constexpr std::size_t gap = 2;

} // namespace

std::size_t width(std::string_view text)
{
    return static_cast<std::size_t>(std::count_if(text.begin(), text.end(), [](char c) {
        return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U;
    }));
}

TextTable::TextTable(std::vector<std::string> headers, int columns)
    : m_headers(std::move(headers)),
      m_aligns(m_headers.size(), Align::Left),
      m_columns(static_cast<std::size_t>(std::max(columns, 0)))
{
}

void TextTable::align(std::size_t column, Align align)
{
    m_aligns.at(column) = align;
}

void TextTable::add(std::vector<std::string> cells)
{
    cells.resize(m_headers.size());
    for (std::string &cell : cells)
        cell = text::displayLine(cell, widestCell);
    m_rows.push_back(std::move(cells));
}

std::string TextTable::text()
{
    std::string out;
    if (m_widths.empty()) {
        settleWidths();
        appendLine(out, m_headers);
    }
    for (const auto &row : m_rows)
        appendLine(out, row);
    m_rows.clear();
    return out;
}

void TextTable::settleWidths()
{
    for (std::size_t i = 0; i < m_headers.size(); ++i) {
        std::size_t widest = width(m_headers[i]);
        for (const auto &row : m_rows)
            widest = std::max(widest, width(row[i]));
        m_widths.push_back(widest);
    }
    if (m_columns == 0)
        return;
    const std::size_t gaps = gap * (m_widths.size() - 1);
    auto total = std::accumulate(m_widths.begin(), m_widths.end(), gaps);
    while (total > m_columns) {
        const auto widest = std::max_element(m_widths.begin(), m_widths.end());
        if (*widest <= narrowest)
            break;
        --*widest;
        --total;
    }
}

void TextTable::appendLine(std::string &out, const std::vector<std::string> &cells) const
{
    std::string line;
    for (std::size_t i = 0; i < cells.size(); ++i) {
        const std::string cell =
            m_columns == 0 ? cells[i] : text::displayLine(cells[i], m_widths[i]);
        const std::size_t has = width(cell);
        const std::string padding(m_widths[i] > has ? m_widths[i] - has : 0, ' ');
        if (i > 0)
            line.append(gap, ' ');
        line += m_aligns[i] == Align::Right ? padding + cell : cell + padding;
    }
    line.erase(line.find_last_not_of(' ') + 1);
    out += line + "\n";
}

} // namespace syncline::cli
