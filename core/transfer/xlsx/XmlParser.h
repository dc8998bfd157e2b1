#pragma once

#include "core/base/Result.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

struct XML_ParserStruct;

namespace syncline {

/** The attributes of an element, while it begins. */
class XmlAttributes
{
public:
    explicit XmlAttributes(const char **pairs)
        : m_pairs(pairs)
    {
    }
    /** By local name; empty: not there. */
    [[nodiscard]] std::string_view at(std::string_view name) const;

private:
    const char **m_pairs;
};

/** Told what stands in an XML text. Names come without their namespace's prefix. */
class XmlListener
{
public:
    virtual ~XmlListener() = default;
    virtual void begin(std::string_view element, const XmlAttributes &attributes) = 0;
    virtual void end(std::string_view element) = 0;
    virtual void text(std::string_view part) = 0;
};

/**
 * Reads XML block by block, in memory that does not grow with it: a single tag of more than 16 MB
 * is refused, and so is a document type, of which spreadsheets have none and bombs are made.
 */
class XmlParser
{
public:
    /** @p what names the text in errors: "the sheet Prices of a.xlsx". */
    XmlParser(XmlListener &listener, std::string what);
    ~XmlParser();
    XmlParser(const XmlParser &) = delete;
    XmlParser &operator=(const XmlParser &) = delete;

    Result<void> feed(std::string_view block);
    Result<void> finish();
    /** From a listener: ends it with this error. */
    void fail(Error error);

private:
    struct Calls;
    Result<void> parse(std::string_view block, bool isEnd);

    XmlListener &m_listener;
    const std::string m_what;
    XML_ParserStruct *m_parser;
    std::uint64_t m_fed = 0;
    std::optional<Error> m_error;
};

} // namespace syncline
