#include "core/transfer/xlsx/SheetReader.h"

#include "core/base/Time.h"

#include <charconv>
#include <cmath>

namespace syncline {

namespace {

constexpr std::size_t maxCellText = 64U << 20U;

template <typename T>
std::optional<T> parsed(std::string_view text)
{
    T value{};
    const auto [at, failure] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (failure != std::errc() || at != text.data() + text.size())
        return std::nullopt;
    return value;
}

} // namespace

std::optional<std::size_t> columnIndex(std::string_view reference)
{
    std::size_t column = 0;
    std::size_t letters = 0;
    for (const char c : reference) {
        const char upper = c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
        if (upper < 'A' || upper > 'Z')
            break;
        column = column * 26 + static_cast<std::size_t>(upper - 'A' + 1);
        if (++letters > 3)
            return std::nullopt;
    }
    if (letters == 0 || column > maxColumns)
        return std::nullopt;
    return column - 1;
}

SheetReader::SheetReader(const Workbook &workbook, const SharedStrings &strings,
                         std::unique_ptr<ZipFile::Part> part, std::string what)
    : m_workbook(workbook),
      m_strings(strings),
      m_part(std::move(part)),
      m_parser(*this, std::move(what))
{
}

Result<bool> SheetReader::next(SheetRow &row)
{
    while (m_ready.empty() && !m_isEnd) {
        SYNCLINE_TRY(const std::string_view block, m_part->read());
        m_isEnd = block.empty();
        SYNCLINE_CHECK(m_isEnd ? m_parser.finish() : m_parser.feed(block));
    }
    if (m_ready.empty())
        return false;
    row = std::move(m_ready.front());
    m_ready.pop_front();
    return true;
}

void SheetReader::begin(std::string_view element, const XmlAttributes &attributes)
{
    if (element == "row")
        beginRow(attributes);
    else if (element == "c")
        beginCell(attributes);
    else if (element == "f")
        m_hasFormula = true;
    else if (element == "is")
        m_isInline = true;
    else if (element == "rPh")
        m_isAid = true;
    m_isValue = element == "v" || (element == "t" && m_isInline && !m_isAid);
}

void SheetReader::end(std::string_view element)
{
    m_isValue = false;
    if (element == "is")
        m_isInline = false;
    else if (element == "rPh")
        m_isAid = false;
    else if (element == "c")
        endCell();
    else if (element == "row" && (!m_row.cells.empty() || !m_row.problems.empty()))
        m_ready.push_back(std::move(m_row));
}

void SheetReader::text(std::string_view part)
{
    if (!m_isValue)
        return;
    m_value += part;
    if (m_value.size() > maxCellText)
        m_parser.fail(Error(errc::invalidInput, "A cell of the file has more than 64 MB."));
}

void SheetReader::beginRow(const XmlAttributes &attributes)
{
    const std::int64_t last = m_row.number;
    m_row = {};
    m_row.number = parsed<std::int64_t>(attributes.at("r")).value_or(last + 1);
    m_column = 0;
}

void SheetReader::beginCell(const XmlAttributes &attributes)
{
    const std::string_view reference = attributes.at("r");
    if (!reference.empty()) {
        const auto column = columnIndex(reference);
        if (!column) {
            m_parser.fail(Error(errc::invalidInput,
                                "The file has a cell \"%1\", which no "
                                "spreadsheet has.",
                                {std::string(reference.substr(0, 40))}));
            return;
        }
        m_column = *column;
    } else if (m_column >= maxColumns) {
        m_parser.fail(Error(errc::invalidInput, "The file has too many columns."));
        return;
    }
    m_type = attributes.at("t");
    m_style = parsed<std::size_t>(attributes.at("s")).value_or(0);
    m_value.clear();
    m_hasFormula = false;
}

void SheetReader::endCell()
{
    std::string problem;
    std::optional<Value> value = cellValue(problem);
    if (!problem.empty())
        m_row.problems.push_back({m_column, std::move(problem)});
    if (value) {
        if (m_row.cells.size() <= m_column)
            m_row.cells.resize(m_column + 1);
        m_row.cells[m_column] = std::move(value);
    }
    ++m_column;
}

std::optional<Value> SheetReader::cellValue(std::string &problem) const
{
    if (m_type == "s") {
        const auto index = parsed<std::size_t>(m_value);
        auto text = index ? m_strings.at(*index) : std::nullopt;
        if (!text) {
            problem = "refers to a text that the file does not have";
            return std::nullopt;
        }
        return Value(std::move(*text));
    }
    if (m_type == "inlineStr")
        return Value(unescapeXlsx(m_value));
    if (m_value.empty()) {
        if (m_hasFormula && m_type != "str")
            problem = "is a formula without its result; open and save the file in a spreadsheet "
                      "program first";
        return m_type == "str" && m_hasFormula ? std::optional<Value>(Value("")) : std::nullopt;
    }
    if (m_type == "str")
        return Value(unescapeXlsx(m_value));
    if (m_type == "b")
        return Value(m_value == "1" || m_value == "true");
    if (m_type == "e") {
        problem = "holds the error " + m_value;
        return std::nullopt;
    }
    if (m_type == "d") {
        if (const auto date = iso::parseDate(m_value))
            return Value(*date);
        if (const auto time = iso::parseDateTime(m_value))
            return Value(*time);
        return Value(m_value);
    }
    std::optional<Value> number = numberValue();
    if (!number)
        problem = "holds \"" + m_value.substr(0, 40) + "\" where a number should be";
    return number;
}

std::optional<Value> SheetReader::numberValue() const
{
    const NumberKind kind = m_workbook.kindOf(m_style);
    const auto real = parsed<double>(m_value);
    if (!real || !std::isfinite(*real))
        return std::nullopt;
    if (kind != NumberKind::Number) {
        if (auto date = fromSerial(*real, kind, m_workbook.from1904))
            return date;
    }
    if (const auto whole = parsed<std::int64_t>(m_value); whole && m_value != "-0")
        return Value(*whole);
    return Value(*real);
}

} // namespace syncline
