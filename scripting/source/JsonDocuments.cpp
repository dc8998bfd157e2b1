#include "scripting/source/DocumentReader.h"

namespace syncline {

namespace {

constexpr std::uint64_t maxWholeFile = 256U << 20U;
constexpr std::string_view utf8Mark = "\xEF\xBB\xBF";

bool isSpace(char c)
{
    return c == ' ' || c == '\n' || c == '\r' || c == '\t';
}

/**
 * Where the JSON value at the beginning of @p text ends; npos when the text ends before. Only
 * structure is looked at: what is inside is checked when the page is parsed.
 */
std::size_t valueEnd(std::string_view text)
{
    int depth = 0;
    bool inString = false;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const char c = text[i];
        if (inString) {
            if (c == '\\')
                ++i;
            else if (c == '"')
                inString = false;
            if (!inString && depth == 0)
                return i + 1;
        } else if (c == '"') {
            inString = true;
        } else if (c == '{' || c == '[') {
            ++depth;
        } else if (c == '}' || c == ']') {
            if (depth == 0)
                return i; // the end of the list around it
            if (--depth == 0)
                return i + 1;
        } else if (depth == 0 && (c == ',' || isSpace(c))) {
            return i;
        }
    }
    return std::string_view::npos;
}

Error damaged(const BlockFile &file, std::uint64_t offset, std::string_view why)
{
    return {errc::badJson,
            "%1 is damaged near byte %2: %3",
            {file.path().filename().string(), std::to_string(offset), std::string(why)}};
}

Result<json::Handle> parsePage(const BlockFile &file, std::uint64_t offset, std::string page)
{
    Result<json::Handle> parsed = json::Handle::parse(std::move(page));
    if (!parsed)
        return damaged(file, offset, parsed.error().message());
    return parsed;
}

/** Skips white space and @p also; false at the end of the file. */
Result<bool> skip(BlockFile &file, char also)
{
    for (;;) {
        const std::string_view rest = file.rest();
        std::size_t i = 0;
        while (i < rest.size() && (isSpace(rest[i]) || rest[i] == also))
            ++i;
        file.consume(i);
        if (i < rest.size())
            return true;
        if (file.isAtEnd())
            return false;
        SYNCLINE_CHECK(file.readMore());
    }
}

/** The items of a list, however long. */
class ListDocuments final : public DocumentReader
{
public:
    explicit ListDocuments(std::unique_ptr<BlockFile> file)
        : m_file(std::move(file))
    {
    }

    Result<std::optional<json::Handle>> read(std::size_t count) override
    {
        const std::uint64_t start = m_file->offset();
        std::string page = "[";
        std::size_t items = 0;
        while (items < count) {
            SYNCLINE_TRY(const bool more, skip(*m_file, ','));
            if (!more)
                return damaged(*m_file, m_file->offset(), "the list is not closed.");
            if (m_file->rest().front() == ']')
                break;
            SYNCLINE_TRY(const std::size_t end, endOfItem());
            page += items > 0 ? "," : "";
            page += m_file->rest().substr(0, end);
            m_file->consume(end);
            ++items;
        }
        if (items == 0)
            return std::optional<json::Handle>();
        page += ']';
        SYNCLINE_TRY(json::Handle documents, parsePage(*m_file, start, std::move(page)));
        return std::optional(std::move(documents));
    }
    [[nodiscard]] std::uint64_t offset() const override { return m_file->offset(); }

private:
    Result<std::size_t> endOfItem()
    {
        for (;;) {
            const std::size_t end = valueEnd(m_file->rest());
            if (end != std::string_view::npos && end > 0)
                return end;
            if (end == 0 || m_file->isAtEnd())
                return damaged(*m_file, m_file->offset(), "an item is not closed.");
            SYNCLINE_CHECK(m_file->readMore());
        }
    }

    std::unique_ptr<BlockFile> m_file;
};

/** A file that is parsed whole: an object. Its list is given in pages. */
class WholeDocuments final : public DocumentReader
{
public:
    WholeDocuments(json::Handle list, std::uint64_t done)
        : m_next(static_cast<std::size_t>(done))
    {
        list.eachItem([this](const json::Handle &item) {
            m_items.push_back(item);
            return true;
        });
        if (list.kind() == Value::Kind::Object)
            m_items.push_back(list);
    }

    Result<std::optional<json::Handle>> read(std::size_t count) override
    {
        std::string page = "[";
        const std::size_t begin = m_next;
        for (; m_next < m_items.size() && m_next < begin + count; ++m_next)
            page += (m_next > begin ? "," : "") + m_items[m_next].toJson();
        if (m_next == begin)
            return std::optional<json::Handle>();
        SYNCLINE_TRY(json::Handle documents, json::Handle::parse(page + "]"));
        return std::optional(std::move(documents));
    }
    /** Items here, not bytes. */
    [[nodiscard]] std::uint64_t offset() const override { return m_next; }

private:
    std::vector<json::Handle> m_items;
    std::size_t m_next;
};

Result<std::unique_ptr<DocumentReader>>
openObject(BlockFile &file, const FileSourceOptions &options, std::uint64_t done)
{
    while (!file.isAtEnd()) {
        SYNCLINE_CHECK(file.readMore());
        if (file.rest().size() > maxWholeFile) {
            return Error(errc::invalidInput,
                         "%1 is an object of more than 256 MB; a list of documents, or NDJSON, can "
                         "be of any size.",
                         {file.path().filename().string()});
        }
    }
    SYNCLINE_TRY(json::Handle whole, parsePage(file, 0, std::string(file.rest())));
    if (options.itemsPath.empty())
        return std::unique_ptr<DocumentReader>(std::make_unique<WholeDocuments>(whole, done));
    const auto list = whole.path(options.itemsPath);
    if (!list || list->kind() != Value::Kind::List) {
        return Error(errc::invalidInput, "%1 has no list at \"%2\".",
                     {file.path().filename().string(), options.itemsPath});
    }
    return std::unique_ptr<DocumentReader>(std::make_unique<WholeDocuments>(*list, done));
}

class LineDocuments final : public DocumentReader
{
public:
    explicit LineDocuments(std::unique_ptr<BlockFile> file)
        : m_file(std::move(file))
    {
    }

    Result<std::optional<json::Handle>> read(std::size_t count) override
    {
        const std::uint64_t start = m_file->offset();
        std::string page = "[";
        std::size_t items = 0;
        while (items < count) {
            SYNCLINE_TRY(const bool more, skip(*m_file, '\n'));
            if (!more)
                break;
            SYNCLINE_TRY(const std::size_t end, endOfLine());
            page += items > 0 ? ",\n" : "";
            page += m_file->rest().substr(0, end);
            m_file->consume(end);
            ++items;
        }
        if (items == 0)
            return std::optional<json::Handle>();
        page += ']';
        SYNCLINE_TRY(json::Handle documents, parsePage(*m_file, start, std::move(page)));
        return std::optional(std::move(documents));
    }
    [[nodiscard]] std::uint64_t offset() const override { return m_file->offset(); }

private:
    Result<std::size_t> endOfLine()
    {
        for (;;) {
            const std::size_t end = m_file->rest().find('\n');
            if (end != std::string_view::npos)
                return end;
            if (m_file->isAtEnd())
                return m_file->rest().size();
            SYNCLINE_CHECK(m_file->readMore());
        }
    }

    std::unique_ptr<BlockFile> m_file;
};

} // namespace

Result<std::unique_ptr<DocumentReader>>
openJson(std::unique_ptr<BlockFile> file, const FileSourceOptions &options, std::uint64_t offset)
{
    SYNCLINE_CHECK(file->readMore());
    if (file->rest().starts_with(utf8Mark))
        file->consume(utf8Mark.size());
    SYNCLINE_TRY(const bool any, skip(*file, ' '));
    if (!any || file->rest().front() != '[') {
        Result<std::unique_ptr<DocumentReader>> whole = openObject(*file, options, offset);
        return whole;
    }
    file->consume(1);
    if (offset > file->offset())
        file->seek(offset);
    return std::unique_ptr<DocumentReader>(std::make_unique<ListDocuments>(std::move(file)));
}

Result<std::unique_ptr<DocumentReader>> openNdjson(std::unique_ptr<BlockFile> file,
                                                   const FileSourceOptions & /*options*/,
                                                   std::uint64_t offset)
{
    SYNCLINE_CHECK(file->readMore());
    if (file->rest().starts_with(utf8Mark))
        file->consume(utf8Mark.size());
    if (offset > file->offset())
        file->seek(offset);
    return std::unique_ptr<DocumentReader>(std::make_unique<LineDocuments>(std::move(file)));
}

} // namespace syncline
