#include "core/base/Time.h"

#include <cstdlib>

using namespace syncline;

/** Any text: what is a time is written and read back as the same time. */
extern "C" int LLVMFuzzerTestOneInput(const unsigned char *data, std::size_t size)
{
    const std::string_view text(reinterpret_cast<const char *>(data), size);
    for (const auto &time : {iso::parseDateTime(text), iso::parseHttpDate(text)}) {
        if (time && iso::parseDateTime(iso::format(*time)) != time)
            std::abort();
    }
    const auto date = iso::parseDate(text);
    if (date && iso::format(*date) != text)
        std::abort();
    return 0;
}
