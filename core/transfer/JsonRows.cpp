#include "core/base/Json.h"
#include "core/base/TextSafe.h"
#include "core/transfer/JsonText.h"
#include "core/transfer/RowSource.h"
#include "core/transfer/TextFile.h"

#include <unordered_map>

namespace syncline {

namespace {

/** The objects of a list, or one a line. */
class JsonRows final : public RowSource
{
public:
    JsonRows(std::unique_ptr<JsonText> text, SourceSettings settings)
        : m_text(std::move(text)),
          m_settings(std::move(settings))
    {
        m_settings.encoding = m_text->file().encoding();
        m_settings.header = true;
    }

    [[nodiscard]] Cells cells() const override { return Cells::Json; }
    [[nodiscard]] const std::vector<std::string> &columns() const override { return m_columns; }
    [[nodiscard]] double done() const override { return m_text->file().done(); }
    [[nodiscard]] std::vector<std::string> notes() const override
    {
        const std::string guess = m_text->file().guessNote();
        return guess.empty() ? std::vector<std::string>() : std::vector<std::string>{guess};
    }
    [[nodiscard]] const SourceSettings &settings() const override { return m_settings; }

    Result<bool> next(SourceRow &row) override
    {
        SYNCLINE_TRY(const std::optional<std::string_view> item, m_text->nextItem());
        if (!item)
            return false;
        row.number = m_text->number();
        row.problem.clear();
        row.cells.assign(m_columns.size(), std::nullopt);
        read(*item, row);
        m_text->consumeItem();
        return true;
    }

private:
    void read(std::string_view item, SourceRow &row)
    {
        if (!text::isUtf8(item)) {
            row.problem = "It holds bytes that are no " +
                          std::string(textEncodingName(m_text->file().encoding())) +
                          " text; is the encoding right?";
            return;
        }
        Result<Value> parsed = json::parse(item);
        if (!parsed) {
            row.problem = parsed.error().message();
            if (!parsed.error().place.empty())
                row.problem += " (at " + parsed.error().place + " of it)";
            return;
        }
        if (!parsed->isObject()) {
            row.problem = "It is not an object but a " + std::string(parsed->kindName()) + ".";
            return;
        }
        for (auto &[key, value] : parsed->asObject()) {
            const std::optional<std::size_t> column = columnOf(key);
            if (!column) {
                row.problem = "The file has more than " + std::to_string(maxColumns) +
                              " different keys; is it a list of records?";
                return;
            }
            if (*column >= row.cells.size())
                row.cells.resize(*column + 1);
            row.cells[*column] = std::move(value);
        }
    }

    std::optional<std::size_t> columnOf(const std::string &key)
    {
        const auto found = m_index.find(key);
        if (found != m_index.end())
            return found->second;
        if (m_columns.size() >= maxColumns)
            return std::nullopt;
        m_index.emplace(key, m_columns.size());
        m_columns.push_back(key);
        return m_columns.size() - 1;
    }

    std::unique_ptr<JsonText> m_text;
    SourceSettings m_settings;
    std::vector<std::string> m_columns;
    std::unordered_map<std::string, std::size_t> m_index;
};

} // namespace

Result<std::unique_ptr<RowSource>> openJsonRows(const std::filesystem::path &file,
                                                SourceSettings settings)
{
    const bool isLines = settings.format == TransferFormat::Ndjson;
    SYNCLINE_TRY(std::unique_ptr<JsonText> text,
                 JsonText::open(file, settings.encoding,
                                isLines ? JsonText::Shape::Lines : JsonText::Shape::List,
                                settings.items));
    return std::unique_ptr<RowSource>(
        std::make_unique<JsonRows>(std::move(text), std::move(settings)));
}

} // namespace syncline
