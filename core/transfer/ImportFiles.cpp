#include "core/transfer/ImportFiles.h"

#include "core/base/Json.h"
#include "core/transfer/CellText.h"
#include "core/transfer/ColumnPlan.h"
#include "core/transfer/CsvRow.h"
#include "core/transfer/OutputFile.h"
#include "core/transfer/TextFile.h"

#include <algorithm>

namespace syncline {

namespace {

constexpr std::size_t keptImports = 50;

std::filesystem::path allFile(const std::filesystem::path &folder, const std::string &run)
{
    return folder / (run + ".csv");
}

std::filesystem::path failedFile(const std::filesystem::path &folder, const std::string &run,
                                 bool isJson)
{
    return folder / (run + (isJson ? ".failed.ndjson" : ".failed.csv"));
}

void appendCell(std::string &out, std::string_view text)
{
    CsvRow::append(out, harmlessText(std::string(text)), ',');
}

/** Removes what earlier imports left, but for the newest. */
void removeOld(const std::filesystem::path &folder)
{
    std::vector<std::pair<std::filesystem::file_time_type, std::filesystem::path>> files;
    std::error_code failure;
    for (const auto &entry : std::filesystem::directory_iterator(folder, failure)) {
        const auto time = entry.last_write_time(failure);
        if (!failure)
            files.emplace_back(time, entry.path());
    }
    if (files.size() <= 2 * keptImports)
        return;
    std::ranges::sort(files, std::greater());
    for (std::size_t i = 2 * keptImports; i < files.size(); ++i)
        std::filesystem::remove(files[i].second, failure);
}

Error cannotWrite(const std::filesystem::path &file)
{
    return {errc::storage,
            "The result of the import cannot be written to %1; is the disk full?",
            {file.string()}};
}

} // namespace

Result<std::unique_ptr<ImportFiles>> ImportFiles::create(const std::filesystem::path &folder,
                                                         const std::string &run,
                                                         const RowSource &source)
{
    std::error_code failure;
    std::filesystem::create_directories(folder, failure);
    removeOld(folder);
    auto files = std::unique_ptr<ImportFiles>(new ImportFiles(source));
    const bool isJson = source.cells() == RowSource::Cells::Json;
    files->m_all.open(allFile(folder, run), std::ios::binary | std::ios::trunc);
    files->m_failed.open(failedFile(folder, run, isJson), std::ios::binary | std::ios::trunc);
    if (!files->m_all || !files->m_failed)
        return cannotWrite(folder);
    files->m_allText = "row,outcome,id,error\r\n";
    if (!isJson) {
        files->m_failedText = std::string(rowColumn) + "," + std::string(errorColumn);
        for (const std::string &column : source.columns()) {
            files->m_failedText += ',';
            appendCell(files->m_failedText, column);
        }
        files->m_failedText += "\r\n";
    }
    return files;
}

void ImportFiles::add(const ImportedRow &result, const SourceRow &row)
{
    m_allText += std::to_string(result.row) + ",";
    m_allText += rowOutcomeName(result.outcome);
    m_allText += ",";
    if (raw(result.id) != 0)
        m_allText += toText(result.id);
    m_allText += ",";
    appendCell(m_allText, result.error);
    m_allText += "\r\n";
    if (result.outcome == RowOutcome::Failed)
        addFailed(result, row);
}

void ImportFiles::addFailed(const ImportedRow &result, const SourceRow &row)
{
    const auto &columns = m_source.columns();
    if (m_source.cells() == RowSource::Cells::Json) {
        ValueObject object;
        object.append(std::string(rowColumn), result.row);
        object.append(std::string(errorColumn), result.error);
        for (std::size_t i = 0; i < row.cells.size() && i < columns.size(); ++i) {
            if (row.cells[i])
                object.append(columns[i], *row.cells[i]);
        }
        m_failedText += json::write(object) + "\n";
        return;
    }
    m_failedText += std::to_string(result.row) + ",";
    appendCell(m_failedText, result.error);
    for (std::size_t i = 0; i < columns.size(); ++i) {
        m_failedText += ',';
        if (i < row.cells.size() && row.cells[i])
            appendCsvCell(m_failedText, *row.cells[i], false, ',');
    }
    m_failedText += "\r\n";
}

Result<void> ImportFiles::flush()
{
    m_all << m_allText << std::flush;
    m_failed << m_failedText << std::flush;
    m_allText.clear();
    m_failedText.clear();
    if (!m_all || !m_failed)
        return cannotWrite("the folder .syncline/imports");
    return {};
}

Result<std::vector<ImportedRow>> readFailures(const std::filesystem::path &folder,
                                              const std::string &run, std::int64_t count,
                                              std::size_t limit)
{
    std::vector<ImportedRow> failures;
    SourceSettings settings;
    settings.encoding = TextEncoding::Utf8;
    settings.delimiter = ',';
    settings.header = true;
    SYNCLINE_TRY(const std::unique_ptr<RowSource> rows,
                 openCsvRows(allFile(folder, run), settings));
    SourceRow row;
    while (count-- > 0 && failures.size() < limit) {
        SYNCLINE_TRY(const bool any, rows->next(row));
        if (!any || row.cells.size() < 4)
            break;
        const auto cell = [&row](std::size_t i) { return row.cells[i]->stringOr(); };
        if (rowOutcomeFromName(cell(1)) != RowOutcome::Failed)
            continue;
        ImportedRow failure;
        failure.row = idFromText(cell(0));
        failure.id = RecordId{idFromText(cell(2))};
        failure.error = cell(3);
        failures.push_back(std::move(failure));
    }
    return failures;
}

Result<void> copyImportRows(const std::filesystem::path &folder, const std::string &run,
                            ImportRows which, std::int64_t count, std::int64_t failed,
                            const std::filesystem::path &to)
{
    std::filesystem::path from = allFile(folder, run);
    bool isJson = false;
    if (which == ImportRows::Failed) {
        std::error_code failure;
        isJson = std::filesystem::exists(failedFile(folder, run, true), failure);
        from = failedFile(folder, run, isJson);
    }
    SYNCLINE_TRY(const std::unique_ptr<TextFile> source, TextFile::open(from, TextEncoding::Utf8));
    SYNCLINE_TRY(const std::unique_ptr<OutputFile> target, OutputFile::create(to));
    // The header is a row, too.
    std::int64_t left = (which == ImportRows::Failed ? failed : count) + (isJson ? 0 : 1);
    CsvRow row(isJson ? '\n' : ',', isJson ? '\n' : '"');
    while (left > 0 && !source->isEmpty()) {
        std::optional<std::size_t> taken;
        if (isJson) {
            const std::size_t end = source->rest().find('\n');
            if (end != std::string_view::npos)
                taken = end + 1;
            else if (source->isAtEnd())
                break; // cut in the middle
        } else {
            taken = row.read(source->rest(), source->isAtEnd());
        }
        if (!taken) {
            SYNCLINE_CHECK(source->readMore());
            continue;
        }
        SYNCLINE_CHECK(target->write(source->rest().substr(0, *taken)));
        source->consume(*taken);
        --left;
    }
    return target->commit();
}

} // namespace syncline
