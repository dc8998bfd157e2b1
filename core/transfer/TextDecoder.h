#pragma once

#include "core/transfer/TransferTypes.h"

#include <string>
#include <string_view>

namespace syncline {

/**
 * Turns the bytes of a file into UTF-8, block by block. UTF-8 passes as it is (invalid bytes too:
 * who reads a row says which row has them); of the others what stands for no character becomes
 * U+FFFD.
 */
class TextDecoder
{
public:
    explicit TextDecoder(TextEncoding encoding)
        : m_encoding(encoding)
    {
    }

    /** Appends @p bytes to @p out. @p isEnd: nothing follows. */
    void decode(std::string_view bytes, bool isEnd, std::string &out);

    /** Of a file that begins with @p sample: its byte order mark, else UTF-8 when it is that, else
     * UTF-16 when every other byte is zero, else Windows-1252. */
    static TextEncoding guess(std::string_view sample, bool isWhole);
    /** How many bytes of byte order mark @p sample begins with. */
    static std::size_t markLength(std::string_view sample, TextEncoding encoding);

private:
    void decodeUtf16(std::string_view bytes, bool isEnd, std::string &out);
    void takeUnit(char16_t unit, std::string &out);

    TextEncoding m_encoding;
    std::string m_rest;  ///< UTF-16: half a unit.
    char16_t m_high = 0; ///< UTF-16: the first half of a pair.
};

} // namespace syncline
