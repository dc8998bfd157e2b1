#include "core/transfer/Export.h"

#include "core/record/RecordReader.h"
#include "core/transfer/OutputFile.h"
#include "core/transfer/RecordText.h"
#include "core/transfer/xlsx/XlsxSheet.h"

#include <algorithm>

namespace syncline {

namespace {

constexpr std::size_t blockSize = 256U * 1024;
constexpr std::int64_t progressRows = 1'000;

Result<void> checkColumns(const ModelDef &model, const std::vector<std::string> &columns)
{
    for (const std::string &column : columns) {
        const FieldDef *field = model.findField(column);
        const bool isLocale = column == "_locale" && model.source.localized;
        if (field == nullptr && !isSystemField(column) && !isLocale) {
            return Error(errc::invalidInput, "Model %1 has no field \"%2\" to export.",
                         {model.name, column});
        }
        if (field != nullptr && !field->hasValue()) {
            return Error(errc::invalidInput,
                         "The field %1 of %2 holds other records, which no column shows.",
                         {column, model.name});
        }
    }
    return {};
}

/** Takes away what nobody may read; says so. */
std::string dropSecrets(const ModelDef &model, std::vector<std::string> &columns)
{
    std::string names;
    std::erase_if(columns, [&](const std::string &column) {
        const FieldDef *field = model.findField(column);
        if (field == nullptr || !field->isSecret())
            return false;
        names += (names.empty() ? "" : ", ") + column;
        return true;
    });
    return names.empty() ? names
                         : "Passwords and encrypted fields are not exported: " + names + ".";
}

std::vector<std::string> selected(const ModelDef &model, const std::vector<std::string> &columns)
{
    std::vector<std::string> fields;
    for (const std::string &column : columns) {
        if (model.findField(column) != nullptr)
            fields.push_back(column);
    }
    if (fields.empty() && !model.fields.empty())
        fields.push_back(model.fields.front().name); // an empty selection would be all
    return fields;
}

/** The rows of a query, as they are at one moment. */
struct Walk
{
    Store &store;
    const ModelDef &model;
    const ExportRequest &request;
    const RecordQuery &query;
    const std::stop_token &stop;
    const ExportProgress &progress;

    /** Gives each to @p write; how many there were. */
    [[nodiscard]] Result<std::int64_t>
    each(const std::function<Result<void>(const RecordRow &)> &write) const
    {
        SYNCLINE_TRY(const Store::Reader reader, store.reader(stop));
        RecordReader records(reader.database(), model);
        SYNCLINE_TRY(std::int64_t all, records.count(query.filter, query.search));
        if (request.limit >= 0)
            all = std::min(all, request.limit);
        progress(0, all);
        std::int64_t rows = 0;
        Result<void> written;
        const Result<void> read = records.each(query, [&](const RecordRow &row) {
            if (request.limit >= 0 && rows >= request.limit)
                return false;
            written = write(row);
            if (++rows % progressRows == 0)
                progress(rows, all);
            return written.ok() && !stop.stop_requested();
        });
        if (stop.stop_requested())
            return Error(errc::cancelled, "The export was cancelled; no file was written.");
        SYNCLINE_CHECK(written);
        SYNCLINE_CHECK(read);
        return rows;
    }
};

Result<ExportOutcome> exportSheet(const Walk &walk, const std::vector<std::string> &columns,
                                  OutputFile &file)
{
    SYNCLINE_TRY(const std::unique_ptr<XlsxSheet> sheet,
                 XlsxSheet::create(file.partPath(), walk.model, columns));
    SYNCLINE_TRY(const std::int64_t rows,
                 walk.each([&](const RecordRow &row) { return sheet->row(row); }));
    SYNCLINE_CHECK(sheet->finish());
    SYNCLINE_CHECK(file.commit());
    return ExportOutcome{.rows = rows, .bytes = file.size(), .notes = sheet->notes()};
}

Result<ExportOutcome> exportText(const Walk &walk, const std::vector<std::string> &columns,
                                 OutputFile &file)
{
    RecordText::Options options;
    options.columns = columns;
    options.delimiter = walk.request.delimiter;
    options.byteOrderMark = walk.request.byteOrderMark;
    options.localTimes = walk.request.localTimes;
    const std::unique_ptr<RecordText> text =
        RecordText::make(walk.request.format, walk.model, std::move(options));
    std::string block;
    text->begin(block);
    SYNCLINE_TRY(const std::int64_t rows, walk.each([&](const RecordRow &row) -> Result<void> {
        text->row(row, block);
        if (block.size() < blockSize)
            return {};
        const Result<void> written = file.write(block);
        block.clear();
        return written;
    }));
    text->end(false, {}, block);
    SYNCLINE_CHECK(file.write(block));
    SYNCLINE_CHECK(file.commit());
    return ExportOutcome{.rows = rows, .bytes = file.size(), .notes = {}};
}

} // namespace

Result<ExportOutcome> exportRecords(Store &store, const ModelDef &model,
                                    const ExportRequest &request, std::stop_token stop,
                                    const ExportProgress &progress)
{
    std::vector<std::string> columns =
        request.columns.empty() ? allColumns(model) : request.columns;
    SYNCLINE_CHECK(checkColumns(model, columns));
    const std::string dropped = dropSecrets(model, columns);
    // In a table of one column a row without a value would be a blank line.
    if (columns.empty() || (columns.size() == 1 && columns.front() != "id"))
        columns.insert(columns.begin(), "id");
    RecordQuery query = request.query;
    query.select = selected(model, columns);

    SYNCLINE_TRY(const std::unique_ptr<OutputFile> file, OutputFile::create(request.file));
    const Walk walk{store, model, request, query, stop, progress};
    SYNCLINE_TRY(ExportOutcome outcome, request.format == TransferFormat::Xlsx
                                            ? exportSheet(walk, columns, *file)
                                            : exportText(walk, columns, *file));
    if (!dropped.empty())
        outcome.notes.push_back(dropped);
    return outcome;
}

} // namespace syncline
