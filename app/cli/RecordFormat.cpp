#include "app/cli/RecordFormat.h"

#include "app/cli/TextTable.h"
#include "core/base/Json.h"
#include "core/base/Time.h"

#include <array>
#include <charconv>

namespace syncline::cli {

namespace {

ValueObject shape(const RecordRow &row, const std::vector<std::string> &columns)
{
    ValueObject out;
    out.reserve(columns.size());
    for (const std::string &column : columns)
        out.append(column, columnValue(row, column));
    return out;
}

std::string plainText(const Value &value)
{
    switch (value.kind()) {
    case Value::Kind::Null:
        return "";
    case Value::Kind::String:
        return value.asString();
    case Value::Kind::Date:
        return iso::format(value.asDate());
    case Value::Kind::DateTime:
        return iso::format(value.asDateTime());
    case Value::Kind::Bool:
    case Value::Kind::Int:
    case Value::Kind::Double:
    case Value::Kind::List:
    case Value::Kind::Object:
        break;
    }
    return json::write(value);
}

class TableFormat final : public RecordFormat
{
public:
    explicit TableFormat(Options options)
        : m_columns(std::move(options.columns)),
          m_decimals(std::move(options.decimals)),
          m_table(m_columns, options.terminalColumns)
    {
    }

    std::string rows(const std::vector<RecordRow> &rows) override
    {
        for (const RecordRow &row : rows) {
            std::vector<std::string> cells;
            cells.reserve(m_columns.size());
            for (const std::string &column : m_columns)
                cells.push_back(cell(column, columnValue(row, column)));
            m_table.add(std::move(cells));
        }
        return m_table.text();
    }
    std::string end(bool /*hasNext*/, const std::string & /*endCursor*/) override
    {
        return m_table.text();
    }

private:
    [[nodiscard]] std::string cell(const std::string &column, const Value &value) const
    {
        const auto decimals = m_decimals.find(column);
        if (decimals == m_decimals.end() || !value.isNumber())
            return plainText(value);
        const double number = value.asDouble();
        std::array<char, 400> text{};
        const auto end = std::to_chars(text.data(), text.data() + text.size(), number,
                                       std::chars_format::fixed, decimals->second);
        return end.ec == std::errc() ? std::string(text.data(), end.ptr) : plainText(value);
    }

    const std::vector<std::string> m_columns;
    const std::map<std::string, int> m_decimals;
    TextTable m_table;
};

class NdjsonFormat final : public RecordFormat
{
public:
    explicit NdjsonFormat(Options options)
        : m_columns(std::move(options.columns))
    {
    }

    std::string rows(const std::vector<RecordRow> &rows) override
    {
        std::string out;
        for (const RecordRow &row : rows)
            out += json::write(shape(row, m_columns)) + "\n";
        return out;
    }
    std::string end(bool /*hasNext*/, const std::string & /*endCursor*/) override { return {}; }

private:
    const std::vector<std::string> m_columns;
};

/** {"records":[…],"hasNextPage":…,"endCursor":…}: one record a line. */
class JsonFormat final : public RecordFormat
{
public:
    explicit JsonFormat(Options options)
        : m_columns(std::move(options.columns))
    {
    }

    std::string begin() override { return "{\"records\":["; }
    std::string rows(const std::vector<RecordRow> &rows) override
    {
        std::string out;
        for (const RecordRow &row : rows) {
            out += (m_isFirst ? "\n" : ",\n") + json::write(shape(row, m_columns));
            m_isFirst = false;
        }
        return out;
    }
    std::string end(bool hasNext, const std::string &endCursor) override
    {
        return std::string("\n],\"hasNextPage\":") + (hasNext ? "true" : "false") +
               ",\"endCursor\":" + (endCursor.empty() ? "null" : json::write(Value(endCursor))) +
               "}\n";
    }

private:
    const std::vector<std::string> m_columns;
    bool m_isFirst = true;
};

class CsvFormat final : public RecordFormat
{
public:
    explicit CsvFormat(Options options)
        : m_columns(std::move(options.columns))
    {
    }

    std::string begin() override
    {
        std::string out;
        for (const std::string &column : m_columns)
            out += (out.empty() ? "" : ",") + csvCell(Value(column));
        return out + "\r\n";
    }
    std::string rows(const std::vector<RecordRow> &rows) override
    {
        std::string out;
        for (const RecordRow &row : rows) {
            for (std::size_t i = 0; i < m_columns.size(); ++i)
                out += (i == 0 ? "" : ",") + csvCell(columnValue(row, m_columns[i]));
            out += "\r\n";
        }
        return out;
    }
    std::string end(bool /*hasNext*/, const std::string & /*endCursor*/) override { return {}; }

private:
    const std::vector<std::string> m_columns;
};

} // namespace

std::unique_ptr<RecordFormat> RecordFormat::make(std::string_view name, Options options)
{
    if (name == "csv")
        return std::make_unique<CsvFormat>(std::move(options));
    if (name == "json")
        return std::make_unique<JsonFormat>(std::move(options));
    if (name == "ndjson")
        return std::make_unique<NdjsonFormat>(std::move(options));
    return std::make_unique<TableFormat>(std::move(options));
}

Value columnValue(const RecordRow &row, std::string_view column)
{
    if (column == "id")
        return toText(row.id);
    if (const Value *field = row.fields.find(column))
        return *field;
    if (column == "createdAt")
        return row.createdAt;
    if (column == "updatedAt")
        return row.updatedAt;
    if (column == "remoteId")
        return row.remoteId.empty() ? Value() : Value(row.remoteId);
    return {};
}

std::string csvCell(const Value &value)
{
    if (value.isNull())
        return "";
    std::string text = plainText(value);
    const bool isText = value.isString();
    constexpr std::string_view dangerous("=+-@\t\r\0", 7);
    if (isText && !text.empty() && dangerous.find(text.front()) != std::string_view::npos)
        text.insert(text.begin(), '\'');
    const bool needsQuotes = text.find_first_of(",\"\r\n") != std::string::npos;
    if (!needsQuotes && !(isText && text.empty()))
        return text;
    std::string out = "\"";
    for (const char c : text) {
        if (c == '"')
            out += '"';
        out += c;
    }
    return out + "\"";
}

} // namespace syncline::cli
