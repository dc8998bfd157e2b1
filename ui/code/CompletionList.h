#pragma once

#include "ui/code/ApiCatalog.h"

#include <QFrame>

#include <vector>

class QLabel;
class QListWidget;

namespace syncline::ui {

class Theme;

/**
 * The list below the caret: names, and what the current one is. A widget in the window, not a
 * window of its own: it takes no focus and needs no screen. The editor's keys come through
 * handleKey().
 */
class CompletionList final : public QFrame
{
    Q_OBJECT

public:
    /** @p parent is the page that it is shown over. */
    CompletionList(const Theme *theme, QWidget *parent);

    /** @p below is the caret's line in the parent; it opens above where there is no room. */
    void open(const std::vector<ApiMember> &items, const QRect &below);
    [[nodiscard]] QStringList names() const;
    [[nodiscard]] QString currentName() const;
    /** True: the key was for the list. */
    bool handleKey(int key);

Q_SIGNALS:
    void chosen(const QString &name);

private:
    void showDetail();
    void place(const QRect &below);
    [[nodiscard]] QIcon iconOf(ApiMember::Kind kind) const;

    const Theme *m_theme;
    QListWidget *m_list;
    QLabel *m_signature;
    QLabel *m_summary;
    std::vector<ApiMember> m_items;
};

} // namespace syncline::ui
