#pragma once

#include "core/base/Error.h"
#include "core/base/Json.h"
#include "core/base/Value.h"

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace syncline::json {

/**
 * A strict reader of JSON text (RFC 8259) that knows where it is: what parse(),
 * locate() and the error messages stand on. Works on a text that outlives it.
 * After a function has returned false, error() says why, and nothing more may
 * be read.
 */
class Reader
{
public:
    /** Skips a leading byte order mark. */
    explicit Reader(std::string_view text);

    /** One value and nothing after it. */
    bool document(Value &out);

    /** What the value that comes next is: '{', '[', '"', '0' for numbers, 't',
     * 'f', 'n', or '\0'. */
    char next();
    /** Steps over one value of any kind. */
    bool skip();
    /**
     * Steps into an object or list: after enter(), call member() or item() until
     * it returns false, and read or skip one value after each true. At the end
     * failed() tells an error from a plain end.
     */
    void enter();
    bool member(std::string &key);
    bool item();

    [[nodiscard]] bool failed() const { return m_failed; }
    [[nodiscard]] Error error() const;
    /** The byte at which the next token begins. */
    [[nodiscard]] std::size_t offset();

private:
    bool value(Value *out);
    bool object(Value *out);
    bool list(Value *out);
    bool number(Value *out);
    bool word(std::string_view expected);
    bool string(std::string *out);
    bool escape(std::string *out);
    bool hex4(char32_t &unit);
    bool number(std::string_view digits, bool fractional, Value *out);
    bool digits();
    bool separator(char close, const char *expected);

    void skipSpace();
    [[nodiscard]] bool atEnd() const { return m_at >= m_text.size(); }
    [[nodiscard]] char peek() const { return atEnd() ? '\0' : m_text[m_at]; }
    bool expected(std::string what);
    bool broken(std::string why, std::size_t at);

    std::string_view m_text;
    std::size_t m_at = 0;
    std::size_t m_depth = 0;
    bool m_first = false; ///< Just entered an object or list: no comma yet.
    bool m_failed = false;
    std::size_t m_errorAt = 0;
    std::string m_expected; ///< Or, when m_why is set, unused.
    std::string m_why;
};

/** What stands at byte @p at, in words for an error message: "'x'", "the end of the text". */
std::string describeAt(std::string_view text, std::size_t at);
/** Line and column (in code points, 1-based) of byte @p offset of @p text. */
Place placeAt(std::string_view text, std::size_t offset);

} // namespace syncline::json
