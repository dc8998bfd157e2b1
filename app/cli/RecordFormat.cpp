#include "app/cli/RecordFormat.h"

#include "app/cli/TextTable.h"
#include "core/transfer/CellText.h"
#include "core/transfer/RecordText.h"

#include <array>
#include <charconv>

namespace syncline::cli {

namespace {

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
            return cellText(value, false);
        const double number = value.asDouble();
        std::array<char, 400> text{};
        const auto end = std::to_chars(text.data(), text.data() + text.size(), number,
                                       std::chars_format::fixed, decimals->second);
        return end.ec == std::errc() ? std::string(text.data(), end.ptr) : cellText(value, false);
    }

    const std::vector<std::string> m_columns;
    const std::map<std::string, int> m_decimals;
    TextTable m_table;
};

/** A format that exports have, too. */
class TextFormat final : public RecordFormat
{
public:
    TextFormat(TransferFormat format, const ModelDef &model, Options options)
        : m_text(RecordText::make(format, model,
                                  {.columns = std::move(options.columns),
                                   .delimiter = options.delimiter,
                                   .byteOrderMark = options.byteOrderMark,
                                   .localTimes = options.localTimes,
                                   .shape = RecordText::JsonShape::Page}))
    {
    }

    std::string begin() override
    {
        std::string out;
        m_text->begin(out);
        return out;
    }
    std::string rows(const std::vector<RecordRow> &rows) override
    {
        std::string out;
        for (const RecordRow &row : rows)
            m_text->row(row, out);
        return out;
    }
    std::string end(bool hasNext, const std::string &endCursor) override
    {
        std::string out;
        m_text->end(hasNext, endCursor, out);
        return out;
    }

private:
    const std::unique_ptr<RecordText> m_text;
};

} // namespace

std::unique_ptr<RecordFormat> RecordFormat::make(std::string_view name, const ModelDef &model,
                                                 Options options)
{
    if (const auto format = transferFormatFromName(name))
        return std::make_unique<TextFormat>(*format, model, std::move(options));
    return std::make_unique<TableFormat>(std::move(options));
}

} // namespace syncline::cli
