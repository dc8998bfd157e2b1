#include "core/transfer/xlsx/XmlParser.h"

#include <expat.h>

namespace syncline {

namespace {

constexpr std::uint64_t maxToken = 16U << 20U;

std::string_view localName(std::string_view name)
{
    const std::size_t colon = name.rfind(':');
    return colon == std::string_view::npos ? name : name.substr(colon + 1);
}

} // namespace

std::string_view XmlAttributes::at(std::string_view name) const
{
    for (const char **pair = m_pairs; *pair != nullptr; pair += 2) {
        if (localName(pair[0]) == name)
            return pair[1];
    }
    return {};
}

/** What expat calls. */
struct XmlParser::Calls
{
    static XmlParser &of(void *self) { return *static_cast<XmlParser *>(self); }
    static void begin(void *self, const XML_Char *name, const XML_Char **attributes)
    {
        if (!of(self).m_error)
            of(self).m_listener.begin(localName(name), XmlAttributes(attributes));
    }
    static void end(void *self, const XML_Char *name)
    {
        if (!of(self).m_error)
            of(self).m_listener.end(localName(name));
    }
    static void text(void *self, const XML_Char *text, int length)
    {
        if (!of(self).m_error)
            of(self).m_listener.text({text, static_cast<std::size_t>(length)});
    }
    static void doctype(void *self, const XML_Char * /*name*/, const XML_Char * /*system*/,
                        const XML_Char * /*publicId*/, int /*hasSubset*/)
    {
        of(self).fail(Error(errc::invalidInput, "%1 has a document type, which no spreadsheet has.",
                            {of(self).m_what}));
    }
};

XmlParser::XmlParser(XmlListener &listener, std::string what)
    : m_listener(listener),
      m_what(std::move(what)),
      m_parser(XML_ParserCreate(nullptr))
{
    XML_SetUserData(m_parser, this);
    XML_SetElementHandler(m_parser, &Calls::begin, &Calls::end);
    XML_SetCharacterDataHandler(m_parser, &Calls::text);
    XML_SetStartDoctypeDeclHandler(m_parser, &Calls::doctype);
}

XmlParser::~XmlParser()
{
    XML_ParserFree(m_parser);
}

void XmlParser::fail(Error error)
{
    if (!m_error)
        m_error = std::move(error);
    XML_StopParser(m_parser, XML_FALSE);
}

Result<void> XmlParser::feed(std::string_view block)
{
    return parse(block, false);
}

Result<void> XmlParser::finish()
{
    return parse({}, true);
}

Result<void> XmlParser::parse(std::string_view block, bool isEnd)
{
    const XML_Status status =
        XML_Parse(m_parser, block.data(), static_cast<int>(block.size()), isEnd ? 1 : 0);
    m_fed += block.size();
    if (m_error)
        return *m_error;
    if (status != XML_STATUS_OK) {
        return Error(errc::invalidInput, "%1 is damaged: %2 in line %3.",
                     {m_what, XML_ErrorString(XML_GetErrorCode(m_parser)),
                      std::to_string(XML_GetCurrentLineNumber(m_parser))});
    }
    const XML_Index seen = XML_GetCurrentByteIndex(m_parser);
    if (seen >= 0 && m_fed - static_cast<std::uint64_t>(seen) > maxToken)
        return Error(errc::invalidInput, "%1 has a tag of more than 16 MB.", {m_what});
    return {};
}

} // namespace syncline
