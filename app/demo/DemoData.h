#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace syncline {

enum class DemoKind : std::uint8_t { Products, Customers, Orders };

struct DemoSize
{
    std::uint64_t seed = 1;
    std::int64_t products = 240;
    std::int64_t customers = 400;
    std::int64_t orders = 1'500;
};

struct DemoVariant
{
    std::int64_t id = 0;
    std::string title;
    std::string sku;
    std::int64_t cents = 0;
    std::int64_t compareCents = 0; ///< The price before; 0: none.
    std::int64_t inventory = 0;
};

struct DemoImage
{
    std::int64_t id = 0;
    std::string url;
    std::string alt;
    std::int64_t width = 0;
    std::int64_t height = 0;
};

struct DemoProduct
{
    std::int64_t id = 0;
    std::string title;
    std::string handle;
    std::string description;
    std::string vendor;
    std::string type;
    std::string status; ///< active, draft, archived
    std::vector<std::string> tags;
    std::int64_t createdMs = 0;
    std::int64_t publishedMs = 0; ///< 0: not published.
    std::vector<DemoVariant> variants;
    std::vector<DemoImage> images;

    /** The lowest of its variants'. */
    [[nodiscard]] std::int64_t cents() const;
    [[nodiscard]] std::int64_t inventory() const;
};

struct DemoCustomer
{
    std::int64_t id = 0;
    std::string firstName;
    std::string lastName;
    std::string email;
    std::string phone; ///< Empty: none.
    std::string street;
    std::string city;
    std::string zip;
    std::string country;
    std::string note;
    bool acceptsMarketing = false;
    std::int64_t createdMs = 0;
};

struct DemoLine
{
    std::int64_t id = 0;
    std::int64_t product = 0; ///< Index.
    std::int64_t variant = 0; ///< Position from 0.
    std::int64_t quantity = 0;
    std::int64_t cents = 0; ///< Of one.
};

struct DemoOrder
{
    std::int64_t id = 0;
    std::int64_t number = 0;
    std::int64_t customer = 0;     ///< Index.
    std::string financialStatus;   ///< paid, pending, refunded, cancelled
    std::string fulfillmentStatus; ///< Empty: none yet.
    std::string note;
    std::int64_t placedMs = 0;
    std::vector<DemoLine> lines;
    std::int64_t subtotal = 0;
    std::int64_t discount = 0;
    std::int64_t shipping = 0;
    std::int64_t tax = 0; ///< Contained in the total.
    [[nodiscard]] std::int64_t total() const { return subtotal - discount + shipping; }
};

/**
 * The sample shop's contents, made up from a seed: the thing at an index is a pure function of seed
 * and index, so a million products cost no memory. Everything adds up: an order's lines to its
 * totals, a customer's orders to what they spent (DemoShop). Thread-safe.
 */
class DemoData
{
public:
    explicit DemoData(const DemoSize &size)
        : m_size(size)
    {
    }

    [[nodiscard]] const DemoSize &size() const { return m_size; }
    [[nodiscard]] DemoProduct product(std::int64_t index) const;
    [[nodiscard]] DemoCustomer customer(std::int64_t index) const;
    [[nodiscard]] DemoOrder order(std::int64_t index) const;
    /** When it was last changed before the shop opened. */
    [[nodiscard]] std::int64_t updatedMs(DemoKind kind, std::int64_t index) const;

    /** Ids are large, as real shops' are, and tell the kind. */
    [[nodiscard]] static std::int64_t idOf(DemoKind kind, std::int64_t index);
    /** −1: no id of this kind. */
    [[nodiscard]] static std::int64_t indexOf(DemoKind kind, std::int64_t id);
    [[nodiscard]] static std::int64_t variantId(std::int64_t product, std::int64_t position);

private:
    [[nodiscard]] std::int64_t variantCount(std::int64_t product) const;
    [[nodiscard]] std::int64_t variantCents(std::int64_t product, std::int64_t position) const;
    [[nodiscard]] std::int64_t createdMs(DemoKind kind, std::int64_t index) const;
    void addImages(DemoProduct &product, std::int64_t index) const;

    const DemoSize m_size;
};

/** "12.50" */
std::string demoMoney(std::int64_t cents);

} // namespace syncline
