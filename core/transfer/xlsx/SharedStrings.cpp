#include "core/transfer/xlsx/SharedStrings.h"

#include "core/base/Utf8.h"
#include "core/transfer/xlsx/XmlParser.h"

#include <charconv>
#include <unistd.h>

namespace syncline {

namespace {

constexpr std::size_t maxMemory = 16U << 20U;
constexpr std::uint64_t maxTotal = 8ULL << 30U;
constexpr std::size_t maxText = 64U << 20U;

} // namespace

std::string unescapeXlsx(std::string_view text)
{
    std::string out;
    while (!text.empty()) {
        const std::size_t mark = text.find("_x");
        if (mark == std::string_view::npos || mark + 7 > text.size()) {
            out += text;
            break;
        }
        out += text.substr(0, mark);
        unsigned code = 0;
        const char *const digits = text.data() + mark + 2;
        const auto [at, failure] = std::from_chars(digits, digits + 4, code, 16);
        if (failure == std::errc() && at == digits + 4 && text[mark + 6] == '_') {
            text::appendUtf8(out, code >= 0xD800 && code < 0xE000 ? 0xFFFDU : code);
            text.remove_prefix(mark + 7);
        } else {
            out += text.substr(mark, 2);
            text.remove_prefix(mark + 2);
        }
    }
    return out;
}

/** Collects the text of each item; what stands above it as a reading aid is no text of it. */
class SharedStringsReader final : public XmlListener
{
public:
    SharedStringsReader(SharedStrings &strings, std::string what)
        : parser(*this, std::move(what)),
          m_strings(strings)
    {
    }

    void begin(std::string_view element, const XmlAttributes & /*attributes*/) override
    {
        if (element == "si")
            m_text.clear();
        else if (element == "rPh")
            m_isAid = true;
        m_isText = element == "t" && !m_isAid;
    }
    void end(std::string_view element) override
    {
        m_isText = false;
        if (element == "rPh")
            m_isAid = false;
        if (element != "si")
            return;
        if (const Result<void> added = m_strings.add(unescapeXlsx(m_text)); !added)
            parser.fail(added.error());
    }
    void text(std::string_view part) override
    {
        if (!m_isText)
            return;
        m_text += part;
        if (m_text.size() > maxText)
            parser.fail(Error(errc::invalidInput, "A text of the file has more than 64 MB."));
    }

    XmlParser parser;

private:
    SharedStrings &m_strings;
    std::string m_text;
    bool m_isText = false;
    bool m_isAid = false;
};

Result<std::unique_ptr<SharedStrings>> SharedStrings::read(const ZipFile &archive,
                                                           const std::string &part)
{
    auto strings = std::unique_ptr<SharedStrings>(new SharedStrings);
    if (!archive.has(part))
        return strings;
    SYNCLINE_TRY(const std::unique_ptr<ZipFile::Part> source, archive.part(part));
    SharedStringsReader reader(*strings, "The texts of " + archive.name());
    for (;;) {
        SYNCLINE_TRY(const std::string_view block, source->read());
        if (block.empty())
            break;
        SYNCLINE_CHECK(reader.parser.feed(block));
    }
    SYNCLINE_CHECK(reader.parser.finish());
    return strings;
}

SharedStrings::~SharedStrings()
{
    if (m_file != nullptr)
        std::fclose(m_file);
}

Result<void> SharedStrings::add(std::string_view text)
{
    m_memory += text;
    m_ends.push_back(m_inFile + m_memory.size());
    if (m_memory.size() < maxMemory)
        return {};
    if (m_file == nullptr)
        m_file = std::tmpfile();
    if (m_inFile + m_memory.size() > maxTotal)
        return Error(errc::invalidInput, "The file has more than 8 GB of texts.");
    if (m_file == nullptr ||
        std::fwrite(m_memory.data(), 1, m_memory.size(), m_file) != m_memory.size() ||
        std::fflush(m_file) != 0) {
        return Error(errc::diskFull,
                     "The texts of the file do not fit into the folder for temporary files.");
    }
    m_inFile += m_memory.size();
    m_memory.clear();
    return {};
}

std::optional<std::string> SharedStrings::at(std::size_t index) const
{
    if (index >= m_ends.size())
        return std::nullopt;
    const std::uint64_t begin = index == 0 ? 0 : m_ends[index - 1];
    const auto size = static_cast<std::size_t>(m_ends[index] - begin);
    if (begin >= m_inFile)
        return m_memory.substr(static_cast<std::size_t>(begin - m_inFile), size);
    std::string text(size, '\0');
    const ssize_t count = ::pread(::fileno(m_file), text.data(), size, static_cast<off_t>(begin));
    if (count != static_cast<ssize_t>(size))
        return std::nullopt;
    return text;
}

} // namespace syncline
