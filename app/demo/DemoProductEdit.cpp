#include "app/demo/DemoProductEdit.h"

#include <charconv>
#include <cmath>
#include <optional>

namespace syncline {

namespace {

constexpr std::int64_t highestCents = 100'000'000;

/** "12.5", 12.5 or 12 in cents. */
std::optional<std::int64_t> centsOf(const Value &value)
{
    double amount = 0;
    if (value.isNumber()) {
        amount = value.asDouble();
    } else if (value.isString()) {
        const std::string &text = value.asString();
        const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), amount,
                                                  std::chars_format::fixed);
        if (error != std::errc() || end != text.data() + text.size())
            return std::nullopt;
    } else {
        return std::nullopt;
    }
    if (!(amount >= 0) || amount * 100 > static_cast<double>(highestCents))
        return std::nullopt;
    return std::llround(amount * 100);
}

class Editor
{
public:
    Editor(DemoProduct product, const ValueObject &fields)
        : m_product(std::move(product)),
          m_fields(fields)
    {
    }

    Result<DemoProduct> run()
    {
        setText("title", m_product.title, true);
        setText("description", m_product.description, false);
        setText("vendor", m_product.vendor, false);
        setText("productType", m_product.type, false);
        setStatus();
        setTags();
        setPrice();
        setInventory();
        if (m_error.fields.empty())
            return std::move(m_product);
        m_error.code = errc::invalidRecord;
        m_error.sentence = "The product was not changed: %1 %2.";
        m_error.args = {m_error.fields.front().first, m_error.fields.front().second};
        return m_error;
    }

private:
    void refuse(std::string_view field, std::string_view why)
    {
        m_error.fields.emplace_back(field, why);
    }

    void setText(std::string_view key, std::string &target, bool isRequired)
    {
        const Value *value = m_fields.find(key);
        if (value == nullptr)
            return;
        const std::string text = value->isNull() ? std::string() : value->stringOr();
        if (!value->isNull() && !value->isString())
            refuse(key, "must be text");
        else if (isRequired && text.empty())
            refuse(key, "can't be blank");
        else if (text.size() > 10'000)
            refuse(key, "is too long");
        else
            target = text;
    }

    void setStatus()
    {
        const Value *value = m_fields.find("status");
        if (value == nullptr)
            return;
        const std::string status = value->stringOr();
        if (status == "active" || status == "draft" || status == "archived")
            m_product.status = status;
        else
            refuse("status", "must be active, draft or archived");
    }

    void setTags()
    {
        const Value *value = m_fields.find("tags");
        if (value == nullptr)
            return;
        if (!value->isList()) {
            refuse("tags", "must be a list of texts");
            return;
        }
        std::vector<std::string> tags;
        for (const Value &tag : value->asList())
            tags.push_back(tag.stringOr());
        m_product.tags = std::move(tags);
    }

    /** The product's price is its cheapest variant's; the others keep their distance. */
    void setPrice()
    {
        const Value *value = m_fields.find("price");
        if (value == nullptr)
            return;
        const auto cents = centsOf(*value);
        if (!cents) {
            refuse("price", "must be an amount like 12.50");
            return;
        }
        const std::int64_t difference = *cents - m_product.cents();
        for (DemoVariant &variant : m_product.variants)
            variant.cents += difference;
    }

    void setInventory()
    {
        const Value *value = m_fields.find("inventory");
        if (value == nullptr)
            return;
        if (!value->isInt() || value->asInt() < 0 || value->asInt() > 1'000'000) {
            refuse("inventory", "must be a whole number from 0");
            return;
        }
        for (DemoVariant &variant : m_product.variants)
            variant.inventory = 0;
        m_product.variants.front().inventory = value->asInt();
    }

    DemoProduct m_product;
    const ValueObject &m_fields;
    Error m_error;
};

} // namespace

Result<void> editProduct(DemoProduct &product, const ValueObject &fields)
{
    SYNCLINE_TRY(product, Editor(product, fields).run());
    return {};
}

} // namespace syncline
