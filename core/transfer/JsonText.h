#pragma once

#include "core/base/Result.h"
#include "core/transfer/TextFile.h"

#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace syncline {

/**
 * Divides a JSON text of any length into the texts of its records, without parsing them: the items
 * of its list, or its lines. A single object without a list of objects in it is one record.
 */
class JsonText
{
public:
    enum class Shape : std::uint8_t { List, Lines };
    /** @p items: the dotted path of the list; empty: the text itself, or the first list of objects
     * in it. */
    static Result<std::unique_ptr<JsonText>> open(const std::filesystem::path &file,
                                                  std::optional<TextEncoding> encoding, Shape shape,
                                                  const std::string &items);

    /** The next record, valid until consumeItem(); nullopt: no more. Errors say where the text
     * breaks off. */
    Result<std::optional<std::string_view>> nextItem();
    void consumeItem();
    /** Its item from 1, or its line. */
    [[nodiscard]] std::int64_t number() const { return m_number; }
    [[nodiscard]] const TextFile &file() const { return *m_file; }

private:
    JsonText(std::unique_ptr<TextFile> file, Shape shape)
        : m_file(std::move(file)),
          m_shape(shape)
    {
    }
    Result<void> findList(const std::string &items);
    /** Inside an object: true when it stands before the items of the list. */
    Result<bool> enterListIn(std::string_view path);
    Result<bool> enterMember(const std::string &key, std::string_view path);
    Result<void> requireNothingMore();
    Result<std::optional<std::string_view>> nextLine();
    /** The first character that is no white space; '\0': the end. */
    Result<char> peek();
    /** Where the value that rest() begins with ends. */
    Result<std::size_t> valueEnd();
    [[nodiscard]] Error damaged(std::string_view why) const;

    std::unique_ptr<TextFile> m_file;
    Shape m_shape;
    bool m_isTopLevel = true; ///< The list is the whole text.
    bool m_isSingle = false;  ///< The text is one record.
    bool m_ended = false;
    std::size_t m_item = 0; ///< Length of the item given last.
    std::int64_t m_number = 0;
};

} // namespace syncline
