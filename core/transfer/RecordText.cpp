#include "core/transfer/RecordText.h"

#include "core/base/Json.h"
#include "core/base/JsonWriter.h"
#include "core/transfer/CellText.h"
#include "core/transfer/CsvRow.h"

namespace syncline {

namespace {

void appendObject(const RecordRow &row, const std::vector<std::string> &columns, std::string &out)
{
    json::Writer writer(out);
    writer.beginObject();
    for (const std::string &column : columns) {
        writer.key(column);
        writer.value(columnValue(row, column));
    }
    writer.endObject();
}

/** One record a line. */
class NdjsonText final : public RecordText
{
public:
    explicit NdjsonText(Options options)
        : m_columns(std::move(options.columns))
    {
    }
    void begin(std::string & /*out*/) override {}
    void row(const RecordRow &row, std::string &out) override
    {
        appendObject(row, m_columns, out);
        out += '\n';
    }
    void end(bool /*hasNext*/, const std::string & /*endCursor*/, std::string & /*out*/) override {}

private:
    const std::vector<std::string> m_columns;
};

/** A list, one record a line. */
class JsonListText final : public RecordText
{
public:
    explicit JsonListText(Options options)
        : m_options(std::move(options))
    {
    }
    void begin(std::string &out) override { out += isPage() ? "{\"records\":[" : "["; }
    void row(const RecordRow &row, std::string &out) override
    {
        out += m_isFirst ? "\n" : ",\n";
        m_isFirst = false;
        appendObject(row, m_options.columns, out);
    }
    void end(bool hasNext, const std::string &endCursor, std::string &out) override
    {
        out += "\n]";
        if (isPage()) {
            out +=
                std::string(",\"hasNextPage\":") + (hasNext ? "true" : "false") +
                ",\"endCursor\":" + (endCursor.empty() ? "null" : json::write(Value(endCursor))) +
                "}";
        }
        out += '\n';
    }

private:
    [[nodiscard]] bool isPage() const { return m_options.shape == JsonShape::Page; }

    const Options m_options;
    bool m_isFirst = true;
};

class CsvText final : public RecordText
{
public:
    CsvText(const ModelDef &model, Options options)
        : m_options(std::move(options))
    {
        for (const std::string &column : m_options.columns)
            m_isJson.push_back(isJsonColumn(model, column));
    }
    void begin(std::string &out) override
    {
        if (m_options.byteOrderMark)
            out += "\xEF\xBB\xBF";
        for (std::size_t i = 0; i < m_options.columns.size(); ++i) {
            if (i > 0)
                out += m_options.delimiter;
            CsvRow::append(out, m_options.columns[i], m_options.delimiter);
        }
        out += "\r\n";
    }
    void row(const RecordRow &row, std::string &out) override
    {
        for (std::size_t i = 0; i < m_options.columns.size(); ++i) {
            if (i > 0)
                out += m_options.delimiter;
            const Value value = columnValue(row, m_options.columns[i]);
            if (m_options.localTimes && value.isDateTime() && !m_isJson[i])
                CsvRow::append(out, localTimeText(value.asDateTime()), m_options.delimiter);
            else
                appendCsvCell(out, value, m_isJson[i], m_options.delimiter);
        }
        out += "\r\n";
    }
    void end(bool /*hasNext*/, const std::string & /*endCursor*/, std::string & /*out*/) override {}

private:
    const Options m_options;
    std::vector<bool> m_isJson;
};

} // namespace

std::unique_ptr<RecordText> RecordText::make(TransferFormat format, const ModelDef &model,
                                             Options options)
{
    if (format == TransferFormat::Csv)
        return std::make_unique<CsvText>(model, std::move(options));
    if (format == TransferFormat::Json)
        return std::make_unique<JsonListText>(std::move(options));
    return std::make_unique<NdjsonText>(std::move(options));
}

std::vector<std::string> allColumns(const ModelDef &model)
{
    std::vector<std::string> columns{"id"};
    for (const FieldDef &field : model.fields) {
        if (field.isStored() && !field.isSecret())
            columns.push_back(field.name);
    }
    columns.insert(columns.end(), {"createdAt", "updatedAt"});
    if (!model.source.connection.empty())
        columns.emplace_back("remoteId");
    if (model.source.localized)
        columns.emplace_back("_locale");
    return columns;
}

} // namespace syncline
