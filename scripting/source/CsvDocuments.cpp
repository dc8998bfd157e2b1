#include "core/base/TextSafe.h"
#include "core/transfer/CsvRow.h"
#include "scripting/source/DocumentReader.h"

#include <charconv>

namespace syncline {

namespace {

constexpr std::string_view byteOrderMark = "\xEF\xBB\xBF";

/** The cell as its type; a cell that is none of the type stays text, for the model to refuse. */
Value cellValue(const std::string &cell, CellType type)
{
    if (cell.empty())
        return nullptr;
    const char *const begin = cell.data();
    const char *const end = begin + cell.size();
    switch (type) {
    case CellType::Text:
        break;
    case CellType::Integer: {
        std::int64_t number = 0;
        const auto [at, error] = std::from_chars(begin, end, number);
        if (error == std::errc{} && at == end)
            return number;
        break;
    }
    case CellType::Number: {
        std::int64_t whole = 0;
        if (const auto [at, error] = std::from_chars(begin, end, whole);
            error == std::errc{} && at == end)
            return whole;
        double number = 0;
        if (const auto [at, error] = std::from_chars(begin, end, number);
            error == std::errc{} && at == end)
            return number;
        break;
    }
    case CellType::Boolean:
        if (cell == "true" || cell == "TRUE" || cell == "True" || cell == "1" || cell == "yes")
            return true;
        if (cell == "false" || cell == "FALSE" || cell == "False" || cell == "0" || cell == "no")
            return false;
        break;
    }
    return text::isUtf8(cell) ? cell : text::toUtf8(cell);
}

class CsvDocuments final : public DocumentReader
{
public:
    CsvDocuments(std::unique_ptr<BlockFile> file, const FileSourceOptions &options)
        : m_file(std::move(file)),
          m_options(options)
    {
    }

    Result<void> begin(std::uint64_t offset)
    {
        SYNCLINE_CHECK(m_file->readMore());
        if (m_file->rest().starts_with(byteOrderMark))
            m_file->consume(byteOrderMark.size());
        const char delimiter = m_options.delimiter != '\0' ? m_options.delimiter
                                                           : CsvRow::guessDelimiter(m_file->rest());
        m_row = CsvRow(delimiter);
        SYNCLINE_TRY(const bool hasHeader, readRow());
        if (!hasHeader)
            return {};
        for (const std::string &name : m_row.cells()) {
            const auto type = m_options.types.find(name);
            m_columns.push_back(
                {name, type == m_options.types.end() ? CellType::Text : type->second});
        }
        if (offset > m_file->offset())
            m_file->seek(offset);
        return {};
    }

    Result<std::optional<json::Handle>> read(std::size_t count) override
    {
        ValueList documents;
        while (documents.size() < count) {
            SYNCLINE_TRY(const bool found, readRow());
            if (!found)
                break;
            documents.push_back(document());
        }
        if (documents.empty())
            return std::optional<json::Handle>();
        return std::optional(json::Handle::fromValue(std::move(documents)));
    }
    [[nodiscard]] std::uint64_t offset() const override { return m_file->offset(); }

private:
    struct Column
    {
        std::string name;
        CellType type;
    };

    /** The next row that is not blank; false at the end. */
    Result<bool> readRow()
    {
        for (;;) {
            if (m_file->rest().empty() && m_file->isAtEnd())
                return false;
            const auto taken = m_row.read(m_file->rest(), m_file->isAtEnd());
            if (!taken || (*taken == 0 && !m_file->isAtEnd())) {
                SYNCLINE_CHECK(m_file->readMore());
                continue;
            }
            m_file->consume(*taken);
            if (!m_row.isBlank())
                return true;
        }
    }

    ValueObject document() const
    {
        ValueObject document;
        const auto &cells = m_row.cells();
        document.reserve(m_columns.size());
        for (std::size_t i = 0; i < m_columns.size() && i < cells.size(); ++i)
            document.set(m_columns[i].name, cellValue(cells[i], m_columns[i].type));
        return document;
    }

    std::unique_ptr<BlockFile> m_file;
    const FileSourceOptions &m_options;
    CsvRow m_row;
    std::vector<Column> m_columns;
};

} // namespace

Result<std::unique_ptr<DocumentReader>>
openCsv(std::unique_ptr<BlockFile> file, const FileSourceOptions &options, std::uint64_t offset)
{
    auto reader = std::make_unique<CsvDocuments>(std::move(file), options);
    SYNCLINE_CHECK(reader->begin(offset));
    return std::unique_ptr<DocumentReader>(std::move(reader));
}

} // namespace syncline
