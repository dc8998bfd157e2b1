#include "core/base/TextSafe.h"
#include "core/transfer/CellText.h"
#include "core/transfer/RowSource.h"
#include "core/transfer/xlsx/SheetReader.h"

#include <algorithm>

namespace syncline {

namespace {

/** The cells of a row as texts, for names. */
std::vector<std::string> textsOf(const SheetRow &row)
{
    std::vector<std::string> texts;
    for (const auto &cell : row.cells)
        texts.push_back(cell ? cellText(*cell, false) : std::string());
    return texts;
}

bool holdsOnlyTexts(const SheetRow &row)
{
    return std::ranges::all_of(
        row.cells, [](const std::optional<Value> &cell) { return !cell || cell->isString(); });
}

class XlsxRows final : public RowSource
{
public:
    XlsxRows(std::unique_ptr<ZipFile> archive, Workbook workbook,
             std::unique_ptr<SharedStrings> strings, SourceSettings settings)
        : m_archive(std::move(archive)),
          m_workbook(std::move(workbook)),
          m_strings(std::move(strings)),
          m_settings(std::move(settings))
    {
    }

    Result<void> begin()
    {
        const auto sheet = findSheet();
        if (sheet == m_workbook.sheets.end()) {
            std::string known;
            for (const Workbook::Sheet &other : m_workbook.sheets)
                known += (known.empty() ? "" : ", ") + other.name;
            return Error(errc::invalidInput, "%1 has no sheet \"%2\", only %3.",
                         {m_archive->name(), text::displayLine(m_settings.sheet, 80),
                          text::displayLine(known)});
        }
        m_settings.sheet = sheet->name;
        SYNCLINE_TRY(std::unique_ptr<ZipFile::Part> part, m_archive->part(sheet->part));
        m_sheet = std::make_unique<SheetReader>(m_workbook, *m_strings, std::move(part),
                                                "The sheet " + text::displayLine(sheet->name, 80) +
                                                    " of " + m_archive->name());
        SYNCLINE_TRY(const bool any, m_sheet->next(m_row));
        if (!any) {
            m_settings.header = m_settings.header.value_or(true);
            return {};
        }
        const std::vector<std::string> texts = textsOf(m_row);
        if (!m_settings.header)
            m_settings.header = holdsOnlyTexts(m_row) && !looksLikeValues(texts);
        m_columns =
            columnNames(*m_settings.header ? texts : std::vector<std::string>(texts.size()));
        m_isPending = !*m_settings.header;
        return {};
    }

    [[nodiscard]] Cells cells() const override { return Cells::Sheet; }
    [[nodiscard]] const std::vector<std::string> &columns() const override { return m_columns; }
    [[nodiscard]] double done() const override { return m_sheet->done(); }
    [[nodiscard]] const SourceSettings &settings() const override { return m_settings; }
    [[nodiscard]] std::vector<std::string> sheets() const override
    {
        std::vector<std::string> names;
        for (const Workbook::Sheet &sheet : m_workbook.sheets)
            names.push_back(sheet.name);
        return names;
    }

    Result<bool> next(SourceRow &row) override
    {
        if (!m_isPending) {
            SYNCLINE_TRY(const bool any, m_sheet->next(m_row));
            if (!any)
                return false;
        }
        m_isPending = false;
        row.number = m_row.number;
        row.problem.clear();
        row.cellProblems = std::move(m_row.problems);
        if (m_row.cells.size() > m_columns.size()) {
            row.problem = "The row has cells beyond the last column of the first row.";
            row.cells.clear();
            return true;
        }
        // What a spreadsheet does not write is empty.
        row.cells = std::move(m_row.cells);
        row.cells.resize(m_columns.size());
        for (std::optional<Value> &cell : row.cells) {
            if (!cell)
                cell.emplace();
        }
        return true;
    }

private:
    [[nodiscard]] std::vector<Workbook::Sheet>::const_iterator findSheet() const
    {
        if (m_settings.sheet.empty())
            return m_workbook.sheets.begin();
        return std::ranges::find(m_workbook.sheets, m_settings.sheet, &Workbook::Sheet::name);
    }

    const std::unique_ptr<ZipFile> m_archive;
    const Workbook m_workbook;
    const std::unique_ptr<SharedStrings> m_strings;
    SourceSettings m_settings;
    std::unique_ptr<SheetReader> m_sheet;
    std::vector<std::string> m_columns;
    SheetRow m_row;
    bool m_isPending = false;
};

} // namespace

Result<std::unique_ptr<RowSource>> openXlsxRows(const std::filesystem::path &file,
                                                SourceSettings settings)
{
    SYNCLINE_TRY(std::unique_ptr<ZipFile> archive, ZipFile::open(file));
    SYNCLINE_TRY(Workbook workbook, Workbook::read(*archive));
    SYNCLINE_TRY(std::unique_ptr<SharedStrings> strings,
                 SharedStrings::read(*archive, workbook.stringsPart));
    auto rows = std::make_unique<XlsxRows>(std::move(archive), std::move(workbook),
                                           std::move(strings), std::move(settings));
    SYNCLINE_CHECK(rows->begin());
    return std::unique_ptr<RowSource>(std::move(rows));
}

} // namespace syncline
