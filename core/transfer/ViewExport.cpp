#include "core/transfer/ViewExport.h"

#include "core/transfer/OutputFile.h"
#include "core/transfer/RecordText.h"
#include "core/transfer/xlsx/XlsxSheet.h"

namespace syncline {

namespace {

constexpr std::size_t rowBlockSize = 256U * 1024;

/** The writers of records write anything that has a name and columns. */
ModelDef asModel(const std::string &title, const std::vector<std::string> &columns)
{
    ModelDef model;
    model.name = title;
    for (const std::string &column : columns) {
        FieldDef field;
        field.name = column;
        model.fields.push_back(std::move(field));
    }
    return model;
}

RecordRow asRecord(const ViewRow &row, const std::vector<std::string> &columns)
{
    RecordRow record;
    record.fields.reserve(columns.size());
    for (std::size_t i = 0; i < columns.size(); ++i)
        record.fields.append(columns[i], row[i]);
    return record;
}

} // namespace

struct ViewText::State
{
    std::vector<std::string> columns;
    ModelDef model;
    std::unique_ptr<RecordText> text;
};

ViewText::ViewText(TransferFormat format, std::vector<std::string> columns)
    : m_state(std::make_unique<State>())
{
    m_state->model = asModel("view", columns);
    RecordText::Options options;
    options.columns = columns;
    m_state->columns = std::move(columns);
    m_state->text = RecordText::make(format, m_state->model, std::move(options));
}

ViewText::~ViewText() = default;

void ViewText::begin(std::string &out)
{
    m_state->text->begin(out);
}

void ViewText::row(const ViewRow &row, std::string &out)
{
    m_state->text->row(asRecord(row, m_state->columns), out);
}

void ViewText::end(std::string &out)
{
    m_state->text->end(false, {}, out);
}

namespace {

using NextRow = std::function<Result<std::optional<ViewRow>>()>;

Result<std::int64_t> writeSheet(const std::vector<std::string> &columns, const NextRow &next,
                                XlsxSheet &sheet)
{
    std::int64_t rows = 0;
    for (;; ++rows) {
        SYNCLINE_TRY(const std::optional<ViewRow> row, next());
        if (!row)
            break;
        SYNCLINE_CHECK(sheet.row(asRecord(*row, columns)));
    }
    SYNCLINE_CHECK(sheet.finish());
    return rows;
}

Result<std::int64_t> writeText(const std::vector<std::string> &columns, TransferFormat format,
                               const NextRow &next, OutputFile &file)
{
    ViewText text(format, columns);
    std::string block;
    text.begin(block);
    std::int64_t rows = 0;
    for (;; ++rows) {
        SYNCLINE_TRY(const std::optional<ViewRow> row, next());
        if (!row)
            break;
        text.row(*row, block);
        if (block.size() < rowBlockSize)
            continue;
        SYNCLINE_CHECK(file.write(block));
        block.clear();
    }
    text.end(block);
    SYNCLINE_CHECK(file.write(block));
    return rows;
}

} // namespace

Result<ExportOutcome> writeViewRows(const std::string &title,
                                    const std::vector<std::string> &columns, TransferFormat format,
                                    const std::filesystem::path &file, const NextRow &next)
{
    SYNCLINE_TRY(const std::unique_ptr<OutputFile> output, OutputFile::create(file));
    ExportOutcome outcome;
    if (format == TransferFormat::Xlsx) {
        SYNCLINE_TRY(const std::unique_ptr<XlsxSheet> sheet,
                     XlsxSheet::create(output->partPath(), asModel(title, columns), columns));
        SYNCLINE_TRY(outcome.rows, writeSheet(columns, next, *sheet));
        outcome.notes = sheet->notes();
    } else {
        SYNCLINE_TRY(outcome.rows, writeText(columns, format, next, *output));
    }
    SYNCLINE_CHECK(output->commit());
    outcome.bytes = output->size();
    return outcome;
}

} // namespace syncline
