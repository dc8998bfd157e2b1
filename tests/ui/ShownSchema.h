#pragma once

#include "tests/support/FakeSchemas.h"
#include "tests/ui/UiFixture.h"
#include "ui/schema/FieldTable.h"
#include "ui/schema/SchemaDocument.h"
#include "ui/schema/SchemaPage.h"
#include "ui/widget/Banner.h"

#include <QAbstractButton>
#include <QComboBox>
#include <QLabel>
#include <QLineEdit>
#include <QTest>

namespace syncline::ui {

using namespace Qt::StringLiterals;

/** A model's schema, shown. */
struct ShownSchema
{
    explicit ShownSchema(const QString &model = u"product"_s, const QString &detail = {},
                         std::shared_ptr<FakeEngine> with = makeFakeShop())
        : fixture(std::move(with))
    {
        open(model, detail);
    }
    void open(const QString &model, const QString &detail = {})
    {
        page.reset();
        DocumentRef ref;
        ref.kind = DocumentRef::Kind::Schema;
        ref.name = model;
        ref.detail = detail;
        page = std::make_unique<SchemaPage>(ref, fixture.context(), &host);
        page->resize(900, 700);
        host.resize(900, 700);
        host.show();
        page->show();
        page->focusContent();
    }
    [[nodiscard]] FakeSchemas &schemas() const
    {
        return *static_cast<FakeSchemas *>(fixture.engine->schemasDoor);
    }
    [[nodiscard]] SchemaDocument *document() const { return page->document(); }
    [[nodiscard]] const ModelDef &model() const { return *document()->model(); }
    template <typename T>
    [[nodiscard]] T *find(const QString &name) const
    {
        return page->findChild<T *>(name);
    }
    void trigger(const char *action) { fixture.actions.action(action)->trigger(); }
    void type(const QString &name, const QString &text) const
    {
        auto *edit = find<QLineEdit>(name);
        edit->setText(text);
        Q_EMIT edit->textEdited(text);
    }
    void choose(const QString &name, const QVariant &data) const
    {
        auto *box = find<QComboBox>(name);
        const int at = box->findData(data);
        QVERIFY2(at >= 0, qPrintable(name));
        box->setCurrentIndex(at);
        Q_EMIT box->activated(at);
    }
    void click(const QString &name) const
    {
        auto *button = find<QAbstractButton>(name);
        QVERIFY2(button, qPrintable(name));
        button->click();
    }
    void select(const char *field) const
    {
        for (std::size_t i = 0; i < model().fields.size(); ++i) {
            if (model().fields[i].name == field)
                page->table()->select(static_cast<int>(i));
        }
    }
    [[nodiscard]] const FieldDef &field(const char *name) const { return *model().findField(name); }
    [[nodiscard]] QString summary() const { return find<QLabel>(u"schema.summary"_s)->text(); }
    [[nodiscard]] Banner *banner() const { return find<Banner>(u"schema.banner"_s); }

    UiFixture fixture;
    QWidget host;
    std::unique_ptr<SchemaPage> page;
};

} // namespace syncline::ui
