#pragma once

#include "core/base/Result.h"
#include "core/transfer/xlsx/ZipFile.h"

#include <cstdint>
#include <cstdio>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace syncline {

/** The texts that a workbook's cells share, in memory as long as they are few, else in a temporary
 * file. */
class SharedStrings
{
public:
    static Result<std::unique_ptr<SharedStrings>> read(const ZipFile &archive,
                                                       const std::string &part);
    ~SharedStrings();
    SharedStrings(const SharedStrings &) = delete;
    SharedStrings &operator=(const SharedStrings &) = delete;

    /** nullopt: there is none of this number. */
    [[nodiscard]] std::optional<std::string> at(std::size_t index) const;
    Result<void> add(std::string_view text);

private:
    SharedStrings() = default;
    friend class SharedStringsReader;

    std::vector<std::uint64_t> m_ends; ///< Where each text ends.
    std::string m_memory;              ///< The texts behind those in the file.
    std::FILE *m_file = nullptr;
    std::uint64_t m_inFile = 0;
};

/** "_x000D_" and the like as the characters that they stand for. */
std::string unescapeXlsx(std::string_view text);

} // namespace syncline
