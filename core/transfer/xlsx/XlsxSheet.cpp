#include "core/transfer/xlsx/XlsxSheet.h"

#include "core/base/Json.h"
#include "core/base/Utf8.h"
#include "core/transfer/CellReader.h"
#include "core/transfer/CellText.h"
#include "core/transfer/xlsx/Workbook.h"
#include "core/transfer/xlsx/ZipFile.h"

#include <array>
#include <charconv>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <utility>
#include <xlsxwriter.h>

namespace syncline {

namespace {

constexpr std::size_t maxCellChars = 32'767; ///< In UTF-16 units.
constexpr std::uint32_t lastRow = 1'048'575;
constexpr std::int64_t msPerDay = 86'400'000;

/** How long @p text is as spreadsheets count. */
std::size_t utf16Length(std::string_view text)
{
    std::size_t units = 0;
    for (const char c : text) {
        const auto byte = static_cast<unsigned char>(c);
        units += (byte & 0xC0U) == 0x80U ? 0 : byte >= 0xF0 ? 2 : 1;
    }
    return units;
}

/** The library prints what goes wrong; as long as this lives, into a text. */
class CaughtWords
{
public:
    CaughtWords()
        : m_stream(::open_memstream(&m_text, &m_size)),
          m_before(m_stream != nullptr ? std::exchange(stderr, m_stream) : nullptr)
    {
    }
    ~CaughtWords() { end(); }
    CaughtWords(const CaughtWords &) = delete;
    CaughtWords &operator=(const CaughtWords &) = delete;

    std::string end()
    {
        if (m_stream == nullptr)
            return {};
        stderr = m_before;
        std::fclose(std::exchange(m_stream, nullptr));
        std::string words(m_text, m_size);
        std::free(m_text);
        return words;
    }

private:
    char *m_text = nullptr;
    std::size_t m_size = 0;
    std::FILE *m_stream;
    std::FILE *m_before;
};

void appendEscape(std::string &out, unsigned code)
{
    std::array<char, 8> escape{};
    std::snprintf(escape.data(), escape.size(), "_x%04X_", code);
    out += escape.data();
}

bool looksEscaped(std::string_view text)
{
    return text.size() >= 7 && text[1] == 'x' && text[6] == '_' &&
           text.substr(2, 4).find_first_not_of("0123456789abcdefABCDEF") == std::string_view::npos;
}

/** What XML cannot hold, as the "_x0000_" that spreadsheets read back. */
std::string escapeXlsx(std::string_view text)
{
    std::string out;
    for (std::size_t i = 0; i < text.size();) {
        const text::CodePoint point = text::decodeAt(text, i);
        const bool isControl = point.value < 0x20 && point.value != '\n' && point.value != '\t';
        if (isControl || point.value == 0xFFFE || point.value == 0xFFFF)
            appendEscape(out, point.value);
        else if (point.value == '_' && looksEscaped(text.substr(i)))
            out += "_x005F_";
        else
            out += text.substr(i, point.length);
        i += point.length;
    }
    return out;
}

/** Whether a cell keeps the number: at most 15 digits. */
std::optional<double> cellNumber(const Value &value)
{
    constexpr std::int64_t most = 999'999'999'999'999;
    if (value.isInt()) {
        if (value.asInt() > most || value.asInt() < -most)
            return std::nullopt;
        return static_cast<double>(value.asInt());
    }
    const double number = value.asDouble();
    constexpr double largest = 9.99999999999999e307;
    const bool isZero = number == 0;
    if ((isZero && std::signbit(number)) || std::abs(number) > largest ||
        (!isZero && std::abs(number) < 2.2250738585072014e-308))
        return std::nullopt;
    std::array<char, 64> text{};
    std::snprintf(text.data(), text.size(), "%.15G", number);
    double back = 0;
    std::from_chars(text.data(), text.data() + std::string_view(text.data()).size(), back);
    return back == number ? std::optional(number) : std::nullopt;
}

/** A name that a sheet may have. */
std::string sheetName(const std::string &model, int number)
{
    std::string name = model.substr(0, 24);
    return number == 1 ? name : name + " " + std::to_string(number);
}

} // namespace

XlsxSheet::XlsxSheet(std::filesystem::path file, std::vector<std::string> columns)
    : m_file(std::move(file)),
      m_columns(std::move(columns)),
      m_folder(m_file.parent_path().string())
{
}

Result<std::unique_ptr<XlsxSheet>> XlsxSheet::create(const std::filesystem::path &file,
                                                     const ModelDef &model,
                                                     std::vector<std::string> columns)
{
    if (columns.size() > LXW_COL_MAX) {
        return Error(errc::invalidInput, "An .xlsx file can have %1 columns, but %2 are asked for.",
                     {std::to_string(LXW_COL_MAX), std::to_string(columns.size())});
    }
    auto sheet = std::unique_ptr<XlsxSheet>(new XlsxSheet(file, std::move(columns)));
    for (const std::string &column : sheet->m_columns)
        sheet->m_isJson.push_back(isJsonColumn(model, column));
    sheet->m_name = model.name;
    lxw_workbook_options options{};
    options.constant_memory = LXW_TRUE;
    options.tmpdir = sheet->m_folder.empty() ? nullptr : sheet->m_folder.data();
    sheet->m_workbook = ::workbook_new_opt(file.c_str(), &options);
    if (sheet->m_workbook == nullptr)
        return Error(errc::storage, "The spreadsheet cannot be begun: no memory is left.");
    sheet->m_dateFormat = ::workbook_add_format(sheet->m_workbook);
    ::format_set_num_format(sheet->m_dateFormat, "yyyy\\-mm\\-dd");
    sheet->m_timeFormat = ::workbook_add_format(sheet->m_workbook);
    ::format_set_num_format(sheet->m_timeFormat, "yyyy\\-mm\\-dd\\ hh:mm:ss.000");
    SYNCLINE_CHECK(sheet->beginSheet());
    return sheet;
}

XlsxSheet::~XlsxSheet()
{
    if (m_workbook != nullptr)
        ::lxw_workbook_free(m_workbook);
}

Result<void> XlsxSheet::check(int code, const std::string &said)
{
    if (code == LXW_NO_ERROR)
        return {};
    constexpr std::string_view mark = "System error = ";
    std::string reason = ::lxw_strerror(static_cast<lxw_error>(code));
    if (const std::size_t at = said.find(mark); at != std::string::npos)
        reason = said.substr(at + mark.size(), said.find('\n', at) - at - mark.size());
    while (reason.ends_with('.'))
        reason.pop_back();
    return Error(code == LXW_ERROR_CREATING_TMPFILE || code == LXW_ERROR_ZIP_FILE_OPERATION ||
                         code == LXW_ERROR_ZIP_FILE_ADD || code == LXW_ERROR_ZIP_CLOSE
                     ? errc::diskFull
                     : errc::storage,
                 "The spreadsheet cannot be written: %1.", {reason});
}

Result<void> XlsxSheet::beginSheet()
{
    const std::string name = sheetName(m_name, ++m_sheets);
    m_sheet = ::workbook_add_worksheet(m_workbook, name.c_str());
    if (m_sheet == nullptr)
        return check(LXW_ERROR_CREATING_TMPFILE);
    m_row = 0;
    for (std::size_t i = 0; i < m_columns.size(); ++i)
        SYNCLINE_CHECK(writeText(static_cast<std::uint16_t>(i), m_columns[i]));
    ::worksheet_freeze_panes(m_sheet, 1, 0);
    ++m_row;
    ++m_rows;
    return {};
}

Result<void> XlsxSheet::row(const RecordRow &record)
{
    if (m_row > lastRow)
        SYNCLINE_CHECK(beginSheet());
    m_isBlank = true;
    for (std::size_t i = 0; i < m_columns.size(); ++i)
        SYNCLINE_CHECK(writeCell(static_cast<std::uint16_t>(i), columnValue(record, m_columns[i]),
                                 m_isJson[i]));
    ++m_row;
    m_rows += m_isBlank ? 0 : 1; // the library does not write a row of nothing
    return {};
}

Result<void> XlsxSheet::writeCell(std::uint16_t column, const Value &value, bool asJson)
{
    if (value.isNull())
        return {};
    m_isBlank = false;
    if (asJson)
        return writeText(column, cellText(value, true));
    if (value.isBool())
        return check(
            ::worksheet_write_boolean(m_sheet, m_row, column, value.asBool() ? 1 : 0, nullptr));
    if (value.isDate() || value.isDateTime())
        return writeTime(column, value);
    if (!value.isNumber())
        return writeText(column, cellText(value, false));
    if (const auto number = cellNumber(value))
        return check(::worksheet_write_number(m_sheet, m_row, column, *number, nullptr));
    ++m_asText;
    return writeText(column, cellText(value, false));
}

Result<void> XlsxSheet::writeTime(std::uint16_t column, const Value &value)
{
    const bool isDate = value.isDate();
    const DateTime time = isDate ? DateTime{value.asDate().days * msPerDay} : value.asDateTime();
    if (const auto serial = toSerial(time))
        return check(::worksheet_write_number(m_sheet, m_row, column, *serial,
                                              isDate ? m_dateFormat : m_timeFormat));
    ++m_asText;
    return writeText(column, cellText(value, false));
}

Result<void> XlsxSheet::writeText(std::uint16_t column, const std::string &text)
{
    m_isBlank = false;
    // A cell of no text at all is not written; this one is an empty text for everybody.
    if (text.empty())
        return check(::worksheet_write_formula_str(m_sheet, m_row, column, "=\"\"", nullptr, ""));
    std::string shown = escapeXlsx(text);
    if (utf16Length(shown) > maxCellChars) {
        ++m_leftOut;
        shown = std::string(tooLongMark) + std::to_string(utf16Length(text)) +
                " characters, more than a cell can hold]";
    }
    return check(::worksheet_write_string(m_sheet, m_row, column, shown.c_str(), nullptr));
}

Result<void> XlsxSheet::finish()
{
    lxw_workbook *const workbook = m_workbook;
    m_workbook = nullptr; // closing frees it, whatever comes of it
    CaughtWords words;
    const int code = ::workbook_close(workbook);
    const std::string said = words.end();
    SYNCLINE_CHECK(check(code, said));
    return checkRows();
}

/** The library does not say when a temporary file of its own found no room: count what arrived. */
Result<void> XlsxSheet::checkRows() const
{
    constexpr std::string_view mark = "<row ";
    SYNCLINE_TRY(const std::unique_ptr<ZipFile> archive, ZipFile::open(m_file));
    std::int64_t rows = 0;
    for (int sheet = 1; sheet <= m_sheets; ++sheet) {
        SYNCLINE_TRY(const std::unique_ptr<ZipFile::Part> part,
                     archive->part("xl/worksheets/sheet" + std::to_string(sheet) + ".xml"));
        std::string rest;
        for (;;) {
            SYNCLINE_TRY(const std::string_view block, part->read());
            if (block.empty())
                break;
            rest += block;
            std::size_t at = 0;
            for (std::size_t found = rest.find(mark); found != std::string::npos;
                 found = rest.find(mark, at)) {
                ++rows;
                at = found + mark.size();
            }
            rest.erase(0, std::max(at, rest.size() > mark.size() ? rest.size() - mark.size() + 1
                                                                 : std::size_t{0}));
        }
    }
    if (rows < m_rows)
        return Error(errc::diskFull, "The spreadsheet lacks rows; is the disk full?");
    return {};
}

std::vector<std::string> XlsxSheet::notes() const
{
    std::vector<std::string> notes;
    if (m_asText > 0)
        notes.push_back(std::to_string(m_asText) +
                        " numbers or dates are written as text, because a cell would change them.");
    if (m_leftOut > 0)
        notes.push_back(std::to_string(m_leftOut) +
                        " texts of more than 32,767 characters are left out.");
    if (m_sheets > 1)
        notes.push_back("The records take " + std::to_string(m_sheets) +
                        " sheets; an import reads one at a time.");
    return notes;
}

} // namespace syncline
