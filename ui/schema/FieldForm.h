#pragma once

#include "ui/schema/SchemaState.h"

#include <QScrollArea>

#include <vector>

class QPushButton;
class QStackedWidget;

namespace syncline::ui {

class FieldPart;
class NamePart;
class SchemaDocument;

/** Everything about one field, by its type: a column of FieldParts. */
class FieldForm final : public QWidget
{
    Q_OBJECT

public:
    FieldForm(SchemaDocument *document, QWidget *parent);

    /** Empty: no field. */
    void showField(const FieldPath &path);
    [[nodiscard]] const FieldPath &path() const { return m_path; }
    void focusName();

Q_SIGNALS:
    void openRequested(const QString &file);
    void newScriptRequested(const syncline::ui::FieldPath &path);

private:
    void addParts(QWidget *column);
    void update();

    SchemaDocument *m_document;
    FieldPath m_path;
    QScrollArea *m_scroll;
    QWidget *m_nothing;
    QPushButton *m_back;
    NamePart *m_name = nullptr;
    std::vector<FieldPart *> m_parts;
};

} // namespace syncline::ui
