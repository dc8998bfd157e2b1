#include "core/base/Json.h"
#include "core/base/TextSafe.h"

#include <cstdlib>

using namespace syncline;

namespace {

void require(bool condition)
{
    if (!condition)
        std::abort();
}

} // namespace

/** Any bytes: parse() and Handle agree, what is read is written and read back the same. */
extern "C" int LLVMFuzzerTestOneInput(const unsigned char *data, std::size_t size)
{
    const std::string input(reinterpret_cast<const char *>(data), size);
    const Result<Value> value = json::parse(input);
    const Result<json::Handle> handle = json::Handle::parse(input);
    require(value.ok() == handle.ok());
    (void)json::locate(input, "/a/0");
    (void)text::displayLine(input, 40);
    if (!value) {
        require(value.error().describe() == handle.error().describe());
        return 0;
    }
    require(handle->toValue().identicalTo(*value));
    const std::string text = json::write(*value);
    require(handle->toJson() == text);
    const Result<Value> again = json::parse(text);
    require(again.ok() && again->identicalTo(*value));
    return 0;
}
