#include "app/demo/DemoData.h"

#include <algorithm>
#include <array>
#include <string_view>

namespace syncline {

namespace {

constexpr std::int64_t dayMs = 86'400'000;
constexpr std::int64_t openingMs = 1'704'067'200'000; // 2024-01-01
constexpr std::array<std::int64_t, 3> firstIds{7'000'000'000'001, 6'000'000'000'001,
                                               5'000'000'000'001};
constexpr std::int64_t idsPerKind = 900'000'000'000;

constexpr std::array<std::string_view, 24> adjectives{
    "Linen",  "Oak",     "Ceramic", "Recycled", "Merino",    "Brass",  "Handmade", "Folding",
    "Nordic", "Vintage", "Bamboo",  "Felted",   "Stoneware", "Canvas", "Walnut",   "Organic",
    "Enamel", "Rattan",  "Copper",  "Waxed",    "Striped",   "Mini",   "Grande",   "Écru"};
constexpr std::array<std::string_view, 24> nouns{
    "Blanket", "Lamp",   "Mug",   "Backpack", "Cushion",    "Notebook",
    "Teapot",  "Stool",  "Vase",  "Apron",    "Clock",      "Tray",
    "Candle",  "Basket", "Scarf", "Plate",    "Desk Mat",   "Bottle",
    "Planter", "Mirror", "Bowl",  "Rug",      "Café Table", "Crème Brûlée Set"};
constexpr std::array<std::string_view, 24> types{
    "Textiles", "Lighting",  "Kitchen",  "Bags",     "Textiles",  "Stationery",
    "Kitchen",  "Furniture", "Decor",    "Kitchen",  "Decor",     "Kitchen",
    "Decor",    "Storage",   "Textiles", "Kitchen",  "Office",    "Kitchen",
    "Garden",   "Decor",     "Kitchen",  "Textiles", "Furniture", "Kitchen"};
constexpr std::array<std::string_view, 12> vendors{
    "Northwind Goods", "Müller & Söhne", "Atelier Côté Sud", "Blue Fern",
    "Åkerlund",        "日本工房",       "Hollow Oak",       "Tide & Timber",
    "O'Brien Linens",  "Casa Niña",      "Papelería López",  "Fjord 54"};
constexpr std::array<std::string_view, 10> tagWords{
    "new",  "sale",     "gift",   "eco",          "bestseller",
    "home", "handmade", "summer", "wedding gift", "übergröße"};
constexpr std::array<std::string_view, 5> options{"Small", "Medium", "Large", "Extra Large",
                                                  "One Size"};
constexpr std::array<std::string_view, 6> sentences{
    "Made to be used every day, and repaired rather than replaced.",
    "Each piece differs a little; that is how you know it was made by hand.",
    "Ships flat and goes together without tools.",
    "Wash cold, dry in the shade, and it will outlive the sofa.",
    "The colour deepens with the years – a little patina is part of it.",
    "Designed in Malmö, made in Porto. <b>Tested</b> by two cats & one toddler."};
constexpr std::array<std::string_view, 24> firstNames{
    "Anna",   "José",  "Zoë",    "Liam",   "Søren", "Mia",   "Łukasz", "Chloé",
    "Noah",   "Aoife", "Jürgen", "Emma",   "Olga",  "Mateo", "Ingrid", "Oliver",
    "Fatima", "Ivo",   "Maja",   "Élodie", "Kenji", "Lucia", "Tom",    "Nadia"};
constexpr std::array<std::string_view, 24> asciiFirst{
    "anna",   "jose",  "zoe",     "liam",   "soeren", "mia",   "lukasz", "chloe",
    "noah",   "aoife", "juergen", "emma",   "olga",   "mateo", "ingrid", "oliver",
    "fatima", "ivo",   "maja",    "elodie", "kenji",  "lucia", "tom",    "nadia"};
constexpr std::array<std::string_view, 20> lastNames{
    "Smith",     "García",  "Müller",   "O'Neill", "Nowak",    "Dubois", "Jensen",
    "Rossi",     "Novák",   "van Dijk", "Silva",   "Kowalska", "Öztürk", "Brown",
    "Lindqvist", "Bērziņa", "Popescu",  "Tanaka",  "Horvat",   "Moreau"};
constexpr std::array<std::string_view, 20> asciiLast{
    "smith",     "garcia",  "mueller", "oneill", "nowak",    "dubois",   "jensen",
    "rossi",     "novak",   "vandijk", "silva",  "kowalska", "oeztuerk", "brown",
    "lindqvist", "berzina", "popescu", "tanaka", "horvat",   "moreau"};
constexpr std::array<std::string_view, 8> streets{"Main Street", "Rue de l'Église", "Lindenstraße",
                                                  "Calle Mayor", "High Street",     "Brīvības iela",
                                                  "Storgatan",   "Via Roma"};
constexpr std::array<std::string_view, 8> cities{"Dublin", "Lyon", "Köln",  "Málaga",
                                                 "Leeds",  "Rīga", "Malmö", "Torino"};
constexpr std::array<std::string_view, 8> countries{"IE", "FR", "DE", "ES", "GB", "LV", "SE", "IT"};
constexpr std::array<std::string_view, 5> orderNotes{
    "Please leave it with the neighbour.", "It is a gift 🎁 – no invoice in the box!", "Ring twice.",
    "Déposer à la loge", "Call before delivery"};

/** A small generator (splitmix64): the same everywhere, unlike those of the standard library. */
class Dice
{
public:
    Dice(std::uint64_t seed, std::uint64_t what, std::int64_t index)
        : m_state(seed * 0x9e3779b97f4a7c15U + what * 0xd1b54a32d192ed03U +
                  static_cast<std::uint64_t>(index) * 0x8cb92ba72f3d8dd7U)
    {
    }
    std::uint64_t next()
    {
        m_state += 0x9e3779b97f4a7c15U;
        std::uint64_t z = m_state;
        z = (z ^ (z >> 30U)) * 0xbf58476d1ce4e5b9U;
        z = (z ^ (z >> 27U)) * 0x94d049bb133111ebU;
        return z ^ (z >> 31U);
    }
    /** In [0, limit). */
    std::int64_t below(std::int64_t limit)
    {
        return static_cast<std::int64_t>(next() % static_cast<std::uint64_t>(limit));
    }
    bool chance(std::int64_t percent) { return below(100) < percent; }
    template <std::size_t N>
    std::size_t pick(const std::array<std::string_view, N> & /*words*/)
    {
        return static_cast<std::size_t>(below(N));
    }
    template <std::size_t N>
    std::string word(const std::array<std::string_view, N> &words)
    {
        return std::string(words[pick(words)]);
    }

private:
    std::uint64_t m_state;
};

// What a dice is for: one number for each, so that one thing's can change without all others.
enum Purpose : std::uint8_t {
    Times = 1,
    Changes = 2,
    VariantCount = 3,
    Price = 4,
    Product = 5,
    Customer = 6,
    Order = 7
};

std::uint64_t purpose(DemoKind kind, Purpose what)
{
    return static_cast<std::uint64_t>(kind) * 16 + what;
}

std::string handleOf(std::string_view title, std::int64_t index)
{
    std::string out;
    for (const char c : title) {
        const bool isUpper = c >= 'A' && c <= 'Z';
        const bool isLower = c >= 'a' && c <= 'z';
        if (isUpper || isLower)
            out += isUpper ? static_cast<char>(c - 'A' + 'a') : c;
        else if (!out.empty() && out.back() != '-')
            out += '-';
    }
    if (out.empty() || out.back() != '-')
        out += '-';
    return out + std::to_string(index + 1);
}

} // namespace

std::int64_t DemoProduct::cents() const
{
    std::int64_t lowest = variants.empty() ? 0 : variants.front().cents;
    for (const DemoVariant &variant : variants)
        lowest = std::min(lowest, variant.cents);
    return lowest;
}

std::int64_t DemoProduct::inventory() const
{
    std::int64_t sum = 0;
    for (const DemoVariant &variant : variants)
        sum += variant.inventory;
    return sum;
}

std::int64_t DemoData::idOf(DemoKind kind, std::int64_t index)
{
    return firstIds.at(static_cast<std::size_t>(kind)) + index;
}

std::int64_t DemoData::indexOf(DemoKind kind, std::int64_t id)
{
    const std::int64_t index = id - firstIds.at(static_cast<std::size_t>(kind));
    return index >= 0 && index < idsPerKind ? index : -1;
}

std::int64_t DemoData::variantId(std::int64_t product, std::int64_t position)
{
    return 40'000'000'000'001 + product * 8 + position;
}

std::int64_t DemoData::createdMs(DemoKind kind, std::int64_t index) const
{
    Dice dice(m_size.seed, purpose(kind, Times), index);
    if (kind == DemoKind::Orders) // one after the other, over 500 days
        return openingMs + 90 * dayMs +
               index * (500 * dayMs / std::max<std::int64_t>(1, m_size.orders)) +
               dice.below(30'000);
    return openingMs + dice.below(400 * dayMs / 1'000) * 1'000;
}

std::int64_t DemoData::updatedMs(DemoKind kind, std::int64_t index) const
{
    Dice dice(m_size.seed, purpose(kind, Changes), index);
    return createdMs(kind, index) + dice.below(100 * dayMs / 1'000) * 1'000;
}

std::int64_t DemoData::variantCount(std::int64_t product) const
{
    return 1 + Dice(m_size.seed, VariantCount, product).below(4);
}

std::int64_t DemoData::variantCents(std::int64_t product, std::int64_t position) const
{
    Dice dice(m_size.seed, Price, product);
    static constexpr std::array<std::int64_t, 4> endings{0, 50, 90, 99};
    const std::int64_t whole = 4 + dice.below(196);
    const std::int64_t ending = endings.at(static_cast<std::size_t>(dice.below(4)));
    return whole * 100 + ending + position * (100 + dice.below(9) * 100);
}

DemoProduct DemoData::product(std::int64_t index) const
{
    Dice dice(m_size.seed, Product, index);
    DemoProduct product;
    product.id = idOf(DemoKind::Products, index);
    const std::size_t noun = dice.pick(nouns);
    product.title = dice.word(adjectives) + ' ' + std::string(nouns.at(noun));
    if (dice.chance(20))
        product.title += " No. " + std::to_string(1 + dice.below(99));
    product.handle = handleOf(product.title, index);
    product.type = types.at(noun);
    product.vendor = dice.word(vendors);
    product.description = dice.word(sentences) + ' ' + dice.word(sentences);
    product.status = dice.chance(88) ? "active" : dice.chance(60) ? "draft" : "archived";
    const std::int64_t tagCount = dice.below(4);
    for (std::int64_t i = 0; i < tagCount; ++i) {
        std::string tag = dice.word(tagWords);
        if (std::ranges::find(product.tags, tag) == product.tags.end())
            product.tags.push_back(std::move(tag));
    }
    product.createdMs = createdMs(DemoKind::Products, index);
    product.publishedMs =
        product.status == "draft" ? 0 : product.createdMs + dice.below(72) * 3'600'000;

    const std::int64_t count = variantCount(index);
    for (std::int64_t position = 0; position < count; ++position) {
        DemoVariant variant;
        variant.id = variantId(index, position);
        variant.title =
            count == 1 ? options.back() : options.at(static_cast<std::size_t>(position));
        variant.sku = "SKU-" + std::to_string(100'000 + index) + '-' + std::to_string(position + 1);
        variant.cents = variantCents(index, position);
        variant.compareCents = dice.chance(15) ? variant.cents + 500 + dice.below(20) * 100 : 0;
        variant.inventory = dice.chance(8) ? 0 : dice.below(120);
        product.variants.push_back(std::move(variant));
    }
    addImages(product, index);
    return product;
}

void DemoData::addImages(DemoProduct &product, std::int64_t index) const
{
    static constexpr std::array<std::string_view, 3> views{"front", "detail", "in use"};
    const std::int64_t count = 1 + Dice(m_size.seed, VariantCount, index + 1).below(3);
    for (std::int64_t i = 0; i < count; ++i) {
        DemoImage image;
        image.id = 30'000'000'000'001 + index * 4 + i;
        image.url =
            "https://cdn.shop.example/" + product.handle + '-' + std::to_string(i + 1) + ".jpg";
        image.alt = product.title + ", " + std::string(views.at(static_cast<std::size_t>(i)));
        image.width = 1'600;
        image.height = i == 1 ? 1'600 : 1'200;
        product.images.push_back(std::move(image));
    }
}

DemoCustomer DemoData::customer(std::int64_t index) const
{
    Dice dice(m_size.seed, Customer, index);
    DemoCustomer customer;
    customer.id = idOf(DemoKind::Customers, index);
    const std::size_t first = dice.pick(firstNames);
    const std::size_t last = dice.pick(lastNames);
    customer.firstName = firstNames.at(first);
    customer.lastName = lastNames.at(last);
    customer.email = std::string(asciiFirst.at(first)) + '.' + std::string(asciiLast.at(last)) +
                     '.' + std::to_string(index + 1) + "@mail.example";
    if (dice.chance(70))
        customer.phone = "+3725" + std::to_string(1'000'000 + dice.below(9'000'000));
    const auto place = dice.pick(cities);
    customer.street = std::string(streets.at(place)) + ' ' + std::to_string(1 + dice.below(140));
    customer.city = cities.at(place);
    customer.zip = std::to_string(10'000 + dice.below(90'000));
    customer.country = countries.at(place);
    customer.acceptsMarketing = dice.chance(40);
    if (dice.chance(10))
        customer.note = "Prefers e-mail.\nSecond line, with \"quotes\".";
    customer.createdMs = createdMs(DemoKind::Customers, index);
    return customer;
}

DemoOrder DemoData::order(std::int64_t index) const
{
    Dice dice(m_size.seed, Order, index);
    DemoOrder order;
    order.id = idOf(DemoKind::Orders, index);
    order.number = 1'001 + index;
    order.customer = dice.below(std::max<std::int64_t>(1, m_size.customers));
    const std::int64_t fate = dice.below(100);
    order.financialStatus = fate < 80   ? "paid"
                            : fate < 90 ? "pending"
                            : fate < 95 ? "refunded"
                                        : "cancelled";
    if (order.financialStatus == "paid" && dice.chance(85))
        order.fulfillmentStatus = dice.chance(90) ? "fulfilled" : "partial";
    if (dice.chance(12))
        order.note = dice.word(orderNotes);
    order.placedMs = createdMs(DemoKind::Orders, index);
    const std::int64_t count = m_size.products > 0 ? 1 + dice.below(4) : 0;
    for (std::int64_t i = 0; i < count; ++i) {
        DemoLine line;
        line.id = 20'000'000'000'001 + index * 8 + i;
        line.product = dice.below(m_size.products);
        line.variant = dice.below(variantCount(line.product));
        line.quantity = dice.chance(80) ? 1 : 2 + dice.below(4);
        line.cents = variantCents(line.product, line.variant);
        order.subtotal += line.cents * line.quantity;
        order.lines.push_back(line);
    }
    order.discount = dice.chance(10) ? order.subtotal / 10 : 0;
    order.shipping = order.subtotal >= 10'000 || count == 0 ? 0 : 490;
    order.tax = order.total() * 20 / 120;
    return order;
}

std::string demoMoney(std::int64_t cents)
{
    const std::int64_t positive = cents < 0 ? -cents : cents;
    const std::string rest = std::to_string(100 + positive % 100);
    return (cents < 0 ? "-" : "") + std::to_string(positive / 100) + '.' + rest.substr(1);
}

} // namespace syncline
