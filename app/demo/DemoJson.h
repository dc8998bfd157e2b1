#pragma once

#include "app/demo/DemoShop.h"
#include "core/base/JsonWriter.h"

namespace syncline {

/** The JSON of the sample shop's things, as its API sends them: camelCase, prices as decimal
 * strings, times in ISO 8601. */
class DemoJson
{
public:
    DemoJson(const DemoShop &shop, std::string &out)
        : m_shop(shop),
          m_writer(out)
    {
    }

    void write(DemoKind kind, std::int64_t index);
    [[nodiscard]] json::Writer &writer() { return m_writer; }

private:
    void writeProduct(std::int64_t index);
    void writeVariants(const DemoProduct &product, std::string_view updatedAt);
    void writeImages(const DemoProduct &product, std::string_view updatedAt);
    void writeCustomer(std::int64_t index);
    void writeOrder(std::int64_t index);
    void writeLines(const DemoOrder &order);

    void text(std::string_view key, std::string_view value);
    void textOrNull(std::string_view key, std::string_view value);
    void number(std::string_view key, std::int64_t value);
    void money(std::string_view key, std::int64_t cents);
    void time(std::string_view key, std::int64_t ms);

    const DemoShop &m_shop;
    json::Writer m_writer;
};

} // namespace syncline
