#pragma once

#include "tests/ui/UiFixture.h"
#include "ui/code/CodeEditor.h"
#include "ui/code/CodePage.h"
#include "ui/widget/Banner.h"
#include "ui/widget/PageStateView.h"

#include <QTest>
#include <QToolButton>

#include <memory>

namespace syncline::ui {

/** A code page of the shop in a window of its own, with its text loaded. */
struct CodeFixture
{
    static constexpr auto scriptPath = "models/order/flagLarge/flag-large.lua";

    explicit CodeFixture(const char *path = scriptPath,
                         std::shared_ptr<FakeEngine> engine = makeEmptyShop())
        : ui(std::move(engine)),
          name(QString::fromLatin1(path))
    {
    }

    /** Makes the page; the text comes in the next turn. */
    void open(int line = 0, int column = 0)
    {
        page.reset();
        DocumentRef ref;
        ref.kind = DocumentRef::Kind::Code;
        ref.name = name;
        page = std::make_unique<CodePage>(ref, ui.context(), &host);
        page->resize(700, 500);
        host.resize(700, 500);
        host.show();
        page->show();
        ref.line = line;
        ref.column = column;
        page->reveal(ref);
        page->focusContent();
    }
    [[nodiscard]] bool isLoaded() const { return page->canSave() || page->editor()->length() > 0; }
    [[nodiscard]] CodeEditor *editor() const { return page->editor(); }
    [[nodiscard]] std::string text() const { return page->editor()->bytes().toStdString(); }
    void type(const QString &keys) const { QTest::keyClicks(editor(), keys); }
    void key(Qt::Key key, Qt::KeyboardModifiers modifiers = {}) const
    {
        QTest::keyClick(editor(), key, modifiers);
    }
    void trigger(const char *action) const { ui.actions.action(action)->trigger(); }
    template <typename T>
    T *find(const char *object) const
    {
        return page->findChild<T *>(QString::fromLatin1(object));
    }
    [[nodiscard]] QString banner(const char *object = "code.banner") const
    {
        const auto *found = find<Banner>(object);
        return found->isHidden() ? QString() : found->text();
    }
    void press(const char *button) const
    {
        QTest::mouseClick(find<QAbstractButton>(button), Qt::LeftButton);
    }
    std::string &onDisk() { return ui.engine->files[name.toStdString()]; }

    UiFixture ui;
    QString name;
    QWidget host; ///< Without a layout: the offscreen platform warns of windows with size limits.
    std::unique_ptr<CodePage> page;
};

} // namespace syncline::ui
