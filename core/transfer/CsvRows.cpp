#include "core/base/TextSafe.h"
#include "core/transfer/CellText.h"
#include "core/transfer/CsvRow.h"
#include "core/transfer/RowSource.h"
#include "core/transfer/TextFile.h"

namespace syncline {

namespace {

constexpr std::size_t sampleSize = 64U * 1024;

/** "sep=;" in a line of its own, as one spreadsheet writes and reads it; takes it away. */
std::optional<char> takeSeparatorLine(TextFile &file)
{
    const std::string_view rest = file.rest();
    if (!rest.starts_with("sep=") || rest.size() < 6)
        return std::nullopt;
    const std::size_t end = rest.substr(5).starts_with("\r\n") ? 7 : 6;
    if (rest[5] != '\n' && rest[5] != '\r')
        return std::nullopt;
    const char separator = rest[4];
    file.consume(std::min(end, rest.size()));
    return separator;
}

class CsvRows final : public RowSource
{
public:
    CsvRows(std::unique_ptr<TextFile> file, SourceSettings settings)
        : m_file(std::move(file)),
          m_settings(std::move(settings))
    {
    }

    Result<void> begin()
    {
        m_settings.encoding = m_file->encoding();
        if (const std::optional<char> separator = takeSeparatorLine(*m_file)) {
            ++m_number;
            if (m_settings.delimiter == '\0')
                m_settings.delimiter = *separator;
        }
        if (m_settings.delimiter == '\0')
            m_settings.delimiter = CsvRow::guessDelimiter(m_file->rest().substr(0, sampleSize));
        m_row = CsvRow(m_settings.delimiter, m_settings.quote);
        SYNCLINE_TRY(const bool any, readRow());
        if (!any) {
            m_settings.header = m_settings.header.value_or(true);
            return {};
        }
        if (!m_settings.header)
            m_settings.header = !looksLikeValues(m_row.cells());
        if (m_row.cells().size() > maxColumns) {
            return Error(
                errc::invalidInput,
                "%1 has %2 columns in its first row; at most %3 can be read. Is the "
                "delimiter right?",
                {m_file->name(), std::to_string(m_row.cells().size()), std::to_string(maxColumns)});
        }
        std::vector<std::string> names;
        for (const std::string &cell : m_row.cells())
            names.push_back(*m_settings.header ? restoreText(cell) : std::string());
        m_columns = columnNames(names);
        m_isPending = !*m_settings.header;
        return {};
    }

    [[nodiscard]] Cells cells() const override { return Cells::Text; }
    [[nodiscard]] const std::vector<std::string> &columns() const override { return m_columns; }
    [[nodiscard]] double done() const override { return m_file->done(); }
    [[nodiscard]] std::vector<std::string> notes() const override
    {
        const std::string guess = m_file->guessNote();
        return guess.empty() ? std::vector<std::string>() : std::vector<std::string>{guess};
    }
    [[nodiscard]] const SourceSettings &settings() const override { return m_settings; }

    Result<bool> next(SourceRow &row) override
    {
        if (!m_isPending) {
            SYNCLINE_TRY(const bool any, readRow());
            if (!any)
                return false;
        }
        m_isPending = false;
        row.number = m_number;
        row.problem.clear();
        fill(row);
        check(row);
        return true;
    }

private:
    /** The next row that is not blank; false at the end. */
    Result<bool> readRow()
    {
        for (;;) {
            if (m_file->isEmpty())
                return false;
            const auto taken = m_row.read(m_file->rest(), m_file->isAtEnd());
            if (!taken) {
                SYNCLINE_CHECK(m_file->readMore());
                continue;
            }
            m_file->consume(*taken);
            ++m_number;
            if (!m_row.isBlank())
                return true;
        }
    }

    void fill(SourceRow &row) const
    {
        const auto &cells = m_row.cells();
        row.cells.clear();
        row.cells.reserve(m_columns.size());
        for (std::size_t i = 0; i < cells.size() && i < m_columns.size(); ++i) {
            if (cells[i].empty() && !m_row.isQuoted(i))
                row.cells.emplace_back(Value());
            else
                row.cells.emplace_back(Value(restoreText(cells[i])));
        }
    }

    void check(SourceRow &row) const
    {
        const auto &cells = m_row.cells();
        if (m_row.isUnclosed()) {
            row.problem = "A quote is opened and never closed, so everything to the end of the "
                          "file is one cell.";
            return;
        }
        if (cells.size() != m_columns.size()) {
            row.problem = "The row has " + text::counted(std::ssize(cells), "cell") +
                          ", the first row " + std::to_string(m_columns.size()) + ".";
            return;
        }
        for (std::size_t i = 0; i < cells.size(); ++i) {
            if (!text::isUtf8(cells[i])) {
                row.problem = "The column \"" + m_columns[i] + "\" holds bytes that are no " +
                              std::string(textEncodingName(m_file->encoding())) +
                              " text; is the encoding right?";
                return;
            }
        }
    }

    std::unique_ptr<TextFile> m_file;
    SourceSettings m_settings;
    CsvRow m_row;
    std::vector<std::string> m_columns;
    std::int64_t m_number = 0;
    bool m_isPending = false; ///< The first row is read and is no header.
};

} // namespace

Result<std::unique_ptr<RowSource>> openCsvRows(const std::filesystem::path &file,
                                               SourceSettings settings)
{
    SYNCLINE_TRY(std::unique_ptr<TextFile> text, TextFile::open(file, settings.encoding));
    auto rows = std::make_unique<CsvRows>(std::move(text), std::move(settings));
    SYNCLINE_CHECK(rows->begin());
    return std::unique_ptr<RowSource>(std::move(rows));
}

} // namespace syncline
