//! The walls between salons: our own handle's, and below it the database's.

use bolt::ids::{CustomerId, TenantId};
use bolt::tenancy::{TenantDb, TenantRow};
use sea_orm::entity::prelude::*;
use sea_orm::{ActiveValue, Condition, FromQueryResult, NotSet, QueryOrder, QuerySelect, Set};

use crate::support::TestApp;
use crate::support::caller::Caller;
use crate::support::rows::Rows;
use crate::support::salon::Salon;
use crate::support::twilio::Line;

/// The table of customers, as this test sees it.
#[expect(unreachable_pub, reason = "what the derive makes is public, and so has to be what it is made from")]
mod customer {
    use super::*;

    #[derive(Debug, Clone, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "customers")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub tenant_id: TenantId,
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: CustomerId,
        pub name: String,
        pub phone: Option<String>,
        pub created_at: i64,
        pub updated_at: i64,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}

    impl TenantRow for Entity {
        fn tenant_column() -> Column {
            Column::TenantId
        }

        fn stamp(row: &mut ActiveModel, tenant: ActiveValue<TenantId>) {
            row.tenant_id = tenant;
        }
    }
}

use customer::{ActiveModel, Column, Entity};

async fn add(db: &TenantDb, name: &str, as_if_of: ActiveValue<TenantId>) -> CustomerId {
    let id = CustomerId::generate();
    let row = ActiveModel {
        tenant_id: as_if_of,
        id: Set(id),
        name: Set(name.to_owned()),
        phone: Set(None),
        created_at: Set(0),
        updated_at: Set(0),
    };
    let tx = db.begin().await.expect("a transaction");
    tx.insert::<Entity>(row).await.expect("written");
    tx.commit().await.expect("committed");
    id
}

async fn names(db: &TenantDb, filter: Condition) -> Vec<String> {
    let rows = db.all(Entity::find().filter(filter).order_by_asc(Column::Name)).await.expect("rows");
    rows.into_iter().map(|row| row.name).collect()
}

/// Two customers here, two there.
async fn scene(app: &TestApp) -> (TenantDb, TenantDb, CustomerId, CustomerId) {
    let (ours, theirs) = (app.salon.db(&app.app), app.other.db(&app.app));
    let mine = add(&ours, "Ada", NotSet).await;
    add(&ours, "Bea", NotSet).await;
    let foreign = add(&theirs, "Cem", NotSet).await;
    add(&theirs, "Dora", NotSet).await;
    (ours, theirs, mine, foreign)
}

#[tokio::test]
async fn every_way_of_reading_stays_inside_the_salon() {
    #[derive(FromQueryResult)]
    struct Name {
        name: String,
    }
    let app = TestApp::new().await;
    let (ours, _, _, foreign) = scene(&app).await;

    assert_eq!(names(&ours, Condition::all()).await, ["Ada", "Bea"]);
    assert_eq!(ours.one(Entity::find().filter(Column::Id.eq(foreign))).await.expect("rows"), None);
    assert_eq!(ours.count(Entity::find()).await.expect("rows"), 2);
    let page = bolt::http::envelope::Page::first(10);
    assert_eq!(ours.page(Entity::find().order_by_asc(Column::Name), page).await.expect("rows").total, 2);
    let some: Vec<Name> = ours
        .rows(Entity::find().select_only().column(Column::Name).order_by_asc(Column::Name))
        .await
        .expect("rows");
    assert_eq!(some.into_iter().map(|row| row.name).collect::<Vec<_>>(), ["Ada", "Bea"]);
    let tx = ours.begin().await.expect("a transaction");
    assert_eq!(tx.lock(Entity::find().filter(Column::Id.eq(foreign))).await.expect("rows"), None);
    assert_eq!(tx.count(Entity::find()).await.expect("rows"), 2);
}

#[tokio::test]
async fn or_stays_inside_the_salon() {
    let app = TestApp::new().await;
    let (ours, theirs, _, foreign) = scene(&app).await;
    let any = || {
        Condition::any().add(Column::Name.eq("Ada")).add(Column::Name.eq("Cem")).add(Column::Id.eq(foreign))
    };

    assert_eq!(names(&ours, any()).await, ["Ada"]);
    assert_eq!(names(&theirs, any()).await, ["Cem"]);
    let tx = ours.begin().await.expect("a transaction");
    let renamed = ActiveModel { name: Set("Eva".to_owned()), ..Default::default() };
    assert_eq!(tx.update::<Entity>(any(), renamed).await.expect("written"), 1);
    let added = tx.add::<Entity>(any(), Column::UpdatedAt, 5).await.expect("written");
    assert_eq!(added, 0, "Ada has another name now");
    assert_eq!(
        tx.delete::<Entity>(Condition::any().add(Column::Name.eq("Eva")).add(Column::Name.eq("Cem")))
            .await
            .expect("written"),
        1
    );
    tx.commit().await.expect("committed");
    assert_eq!(names(&ours, Condition::all()).await, ["Bea"]);
    assert_eq!(names(&theirs, Condition::all()).await, ["Cem", "Dora"]);
}

#[tokio::test]
async fn a_change_of_nothing_and_a_change_of_anothers_row_touch_nothing() {
    let app = TestApp::new().await;
    let (ours, _, mine, foreign) = scene(&app).await;
    let before = app.rows.everything().await;

    let tx = ours.begin().await.expect("a transaction");
    for id in [mine, foreign] {
        assert_eq!(
            tx.update::<Entity>(Column::Id.eq(id), <ActiveModel as Default>::default())
                .await
                .expect("nothing"),
            0
        );
    }
    let renamed = ActiveModel { name: Set("Eva".to_owned()), ..Default::default() };
    assert_eq!(tx.update::<Entity>(Column::Id.eq(foreign), renamed).await.expect("nothing"), 0);
    assert_eq!(tx.add::<Entity>(Column::Id.eq(foreign), Column::UpdatedAt, 1).await.expect("nothing"), 0);
    assert_eq!(tx.delete::<Entity>(Column::Id.eq(foreign)).await.expect("nothing"), 0);
    tx.commit().await.expect("committed");

    assert_eq!(app.rows.everything().await, before);
}

#[tokio::test]
async fn a_row_is_stamped_with_its_salon_and_cannot_leave_it() {
    let app = TestApp::new().await;
    let (ours, theirs, mine, _) = scene(&app).await;

    add(&ours, "Smuggled", Set(app.other.id)).await;
    let tx = ours.begin().await.expect("a transaction");
    let leaving = ActiveModel { tenant_id: Set(app.other.id), ..Default::default() };
    let refused = tx.update::<Entity>(Column::Id.eq(mine), leaving).await;
    drop(tx);

    assert!(refused.is_err());
    assert_eq!(names(&ours, Condition::all()).await, ["Ada", "Bea", "Smuggled"]);
    assert_eq!(names(&theirs, Condition::all()).await, ["Cem", "Dora"]);
}

#[tokio::test]
async fn a_dropped_transaction_is_undone_and_an_inner_one_by_itself() {
    let app = TestApp::new().await;
    let (ours, ..) = scene(&app).await;
    let everybody = Condition::all;

    let tx = ours.begin().await.expect("a transaction");
    tx.delete::<Entity>(everybody()).await.expect("written");
    drop(tx);
    assert_eq!(ours.count(Entity::find()).await.expect("rows"), 2);

    let tx = ours.begin().await.expect("a transaction");
    tx.delete::<Entity>(Column::Name.eq("Ada")).await.expect("written");
    let inner = tx.begin().await.expect("an inner one");
    inner.delete::<Entity>(everybody()).await.expect("written");
    inner.roll_back().await.expect("undone");
    tx.commit().await.expect("committed");
    assert_eq!(names(&ours, everybody()).await, ["Bea"]);
}

/// A reference from one table to another, column by column.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Reference {
    table: String,
    parent: String,
    columns: Vec<(String, String)>,
}

#[derive(FromQueryResult)]
struct Part {
    constraint: String,
    column: String,
    parent: String,
    parent_column: String,
}

async fn references(rows: &Rows) -> Vec<Reference> {
    let mut all: Vec<Reference> = Vec::new();
    for table in rows.tables().await {
        let sql = if rows.is_mysql() {
            format!(
                "SELECT CAST(constraint_name AS CHAR) AS `constraint`, CAST(column_name AS CHAR) AS `column`, \
                 CAST(referenced_table_name AS CHAR) AS parent, CAST(referenced_column_name AS CHAR) AS parent_column \
                 FROM information_schema.key_column_usage WHERE table_schema = DATABASE() AND table_name = '{table}' \
                 AND referenced_table_name IS NOT NULL ORDER BY 1, ordinal_position"
            )
        } else {
            format!(
                "SELECT CAST(id AS TEXT) AS `constraint`, \"from\" AS `column`, \"table\" AS parent, \"to\" AS parent_column \
                 FROM pragma_foreign_key_list('{table}') ORDER BY id, seq"
            )
        };
        let mut last = None;
        for part in rows.shaped::<Part>(&sql).await {
            let column = (part.column, part.parent_column);
            if last.as_ref() == Some(&part.constraint) {
                all.last_mut().expect("the one before").columns.push(column);
            } else {
                all.push(Reference { table: table.clone(), parent: part.parent, columns: vec![column] });
            }
            last = Some(part.constraint);
        }
    }
    all
}

/// A row in every table: a call that booked a visit with an extra, and another by a caller who is known now.
async fn furnish(app: &TestApp, salon: &Salon, from: &str, opening: &str) {
    let mut line = Line::new(app, from, salon.number);
    let told = app.whole_call(salon, &mut line, &Caller::who_says(opening)).await;
    let extras = app.call(salon, &line.sid).await["appointment"]["addOns"].as_array().map(Vec::len);
    assert_eq!(extras, Some(1), "{}", told.join("\n"));
    app.ring(from, salon.number).await;
    // What that call leaves empty, written past the application; ids are borrowed from rows that are there.
    let ours = tenant_hex(app, salon).await;
    let from = |table: &str| format!("FROM {table} WHERE tenant_id = X'{ours}' LIMIT 1");
    for statement in [
        format!(
            "INSERT INTO opening_overrides (tenant_id, id, day) SELECT tenant_id, id, '2026-12-24' {}",
            from("employees")
        ),
        format!(
            "INSERT INTO employee_overrides (tenant_id, id, employee_id, day) SELECT tenant_id, id, id, '2026-12-24' {}",
            from("employees")
        ),
        format!(
            "INSERT INTO time_off (tenant_id, id, employee_id, created_at) SELECT tenant_id, id, id, 0 {}",
            from("employees")
        ),
        format!(
            "INSERT INTO employee_photos (tenant_id, employee_id, content_type, bytes, updated_at) \
             SELECT tenant_id, id, 'image/png', X'00', 0 {}",
            from("employees")
        ),
        format!(
            "INSERT INTO resources (tenant_id, id, name, units, position, created_at, updated_at) \
             SELECT tenant_id, id, 'Chair', 1, 1, 0, 0 {}",
            from("services")
        ),
        format!(
            "INSERT INTO service_resources (tenant_id, service_id, resource_id) SELECT tenant_id, id, id {}",
            from("resources")
        ),
        format!(
            "INSERT INTO booked_units (tenant_id, resource_id, quantum, unit, appointment_id) \
             SELECT r.tenant_id, r.id, 1, 1, a.id FROM resources r JOIN appointments a ON a.tenant_id = r.tenant_id \
             WHERE r.tenant_id = X'{ours}'"
        ),
        format!(
            "INSERT INTO waitlist_entries (tenant_id, id, customer_id, service_id, add_on_ids, employee_id, first_day, \
             last_day, status, is_offered_before, offered_employee_id, appointment_id, created_at, updated_at) \
             SELECT tenant_id, id, customer_id, service_id, '[]', employee_id, '2026-12-24', '2026-12-24', 'LEFT', 0, \
             employee_id, id, 0, 0 {}",
            from("appointments")
        ),
        format!(
            "INSERT INTO waitlist_offers (tenant_id, entry_id, employee_id, starts_at, at) \
             SELECT tenant_id, id, employee_id, 0, 0 {}",
            from("waitlist_entries")
        ),
        format!(
            "INSERT INTO holds (tenant_id, id, group_id, employee_id, starts_at, ends_at, call_id, waitlist_entry_id, \
             expires_at, created_at) SELECT tenant_id, id, id, employee_id, 0, 0, call_id, id, 0, 0 {}",
            from("appointments")
        ),
        format!(
            "INSERT INTO invitations (tenant_id, id, email, role, employee_id, token_hash, invited_by_id, created_at, \
             expires_at) SELECT e.tenant_id, e.id, 'a@b.test', 'STYLIST', e.id, HEX(e.id), m.user_id, 0, 0 \
             FROM employees e JOIN memberships m ON m.tenant_id = e.tenant_id WHERE e.tenant_id = X'{ours}' LIMIT 1"
        ),
        format!(
            "INSERT INTO webhook_endpoints (tenant_id, id, url, events, secret, is_active, created_at, updated_at) \
             SELECT tenant_id, id, 'https://a.test', '[]', '', 1, 0, 0 {}",
            from("employees")
        ),
        format!(
            "INSERT INTO webhook_deliveries (tenant_id, id, endpoint_id, message_id, event, payload, status, attempts, \
             created_at) SELECT tenant_id, id, id, 'msg', 'ping', '{{}}', 'FAILED', 0, 0 {}",
            from("webhook_endpoints")
        ),
        format!(
            "INSERT INTO held_quanta (tenant_id, employee_id, quantum, hold_id) SELECT tenant_id, employee_id, 1, id {}",
            from("holds")
        ),
        format!(
            "INSERT INTO call_legs (tenant_id, call_id, sequence, to_number, state, started_at) \
             SELECT tenant_id, id, 1, '', 'RINGING', 0 {}",
            from("calls")
        ),
        format!(
            "INSERT INTO call_recordings (tenant_id, id, call_id, kind, provider_id, state, size_bytes, is_at_network, \
             created_at, updated_at) SELECT tenant_id, id, id, 'CALL', HEX(tenant_id), 'STORED', 1, 0, 0, 0 {}",
            from("calls")
        ),
        format!(
            "INSERT INTO number_orders (tenant_id, id, number, state, created_at, updated_at) \
             SELECT tenant_id, id, number, 'RELEASED', 0, 0 {}",
            from("phone_numbers")
        ),
        format!(
            "INSERT INTO call_forwardings (tenant_id, number, carrier, is_confirmed, updated_at) \
             SELECT tenant_id, number, 'OFFICE', 0, 0 {}",
            from("phone_numbers")
        ),
        format!(
            "INSERT INTO telephone_accounts (tenant_id, account_ref, token, created_at) \
             SELECT tenant_id, HEX(tenant_id), '', 0 {}",
            from("phone_numbers")
        ),
        format!(
            "INSERT INTO call_recording_parts (tenant_id, recording_id, part, key_name, sealed) \
             SELECT tenant_id, id, 0, 'a', X'00' {}",
            from("call_recordings")
        ),
    ] {
        app.rows.run(&statement).await.unwrap_or_else(|error| panic!("{statement}: {error}"));
    }
    // What goes out makes a thread and the page of a visit; what comes in may be about one.
    app.deliver().await;
    let answered = format!(
        "INSERT INTO inbound_messages (tenant_id, id, thread_id, provider_message_id, meaning, appointment_id, received_at) \
         SELECT tenant_id, id, (SELECT MIN(t.id) FROM message_threads t WHERE t.tenant_id = appointments.tenant_id), \
         'SM1', 'CONFIRM', id, 0 {}",
        from("appointments")
    );
    app.rows.run(&answered).await.unwrap_or_else(|error| panic!("{answered}: {error}"));
}

#[tokio::test]
async fn the_database_itself_refuses_every_row_that_mixes_two_salons() {
    let app = TestApp::new().await;
    furnish(
        &app,
        &app.salon,
        "+13475550151",
        "a men's haircut and a beard trim with Marcus tomorrow at eleven am",
    )
    .await;
    furnish(
        &app,
        &app.other,
        "+4915155512345",
        "a haircut and a beard trim with Jonas tomorrow at eleven am",
    )
    .await;
    let (ours, theirs) = (tenant_hex(&app, &app.salon).await, tenant_hex(&app, &app.other).await);
    let before = app.rows.everything().await;
    let references = references(&app.rows).await;
    let mixed: Vec<_> = references.iter().filter(|reference| reference.columns.len() == 2).collect();
    assert!(mixed.len() >= 15, "{references:#?}");

    for reference in mixed {
        let Reference { table, parent, columns } = reference;
        assert_eq!(columns[0], ("tenant_id".to_owned(), "tenant_id".to_owned()), "{reference:?}");
        let (column, key) = &columns[1];
        let foreign: String = app
            .rows
            .one(&format!("SELECT HEX(MIN({key})) FROM {parent} WHERE tenant_id = X'{theirs}'"))
            .await;
        let mine =
            app.rows.count(&format!("{table} WHERE tenant_id = X'{ours}' AND {column} IS NOT NULL")).await;
        assert!(mine > 0, "{table}.{column} has no row to try it on");
        let points_there = format!(
            "UPDATE {table} SET {column} = X'{foreign}' WHERE tenant_id = X'{ours}' AND {column} IS NOT NULL"
        );
        assert!(app.rows.run(&points_there).await.is_err(), "{table}.{column} points into another salon");
        let moves_over = format!(
            "UPDATE {table} SET tenant_id = X'{theirs}' WHERE tenant_id = X'{ours}' AND {column} IS NOT NULL"
        );
        assert!(app.rows.run(&moves_over).await.is_err(), "{table} moves over with its {column}");
    }
    assert_eq!(app.rows.everything().await, before);
}

async fn tenant_hex(app: &TestApp, salon: &Salon) -> String {
    app.rows.one(&format!("SELECT HEX(tenant_id) FROM phone_numbers WHERE number = '{}'", salon.number)).await
}

/// Ids of rows that no reference guards, each with its reason.
const UNGUARDED: [(&str, &str); 15] = [
    // Not a row's id: whoever did it, in words of the log.
    ("appointment_changes", "actor_id"),
    // Columns that came to a table with rows in it: SQLite cannot add a reference to one. The first two are made up
    // by the transaction that writes the visits, and only ever compared within a salon.
    ("appointments", "series_id"),
    ("appointments", "visit_id"),
    // Not rows' ids: who and what, in words of the log, and the request's number.
    ("audit_entries", "actor_id"),
    ("audit_entries", "request_id"),
    ("audit_entries", "subject_id"),
    // Not a row's id: the network's.
    ("call_recordings", "provider_id"),
    // Visits refer to their call; the way back would make a circle that SQLite cannot add afterwards.
    ("calls", "appointment_id"),
    ("customers", "merged_into_id"),
    ("customers", "preferred_employee_id"),
    // Not a row's id: what is held together shares it.
    ("holds", "group_id"),
    // A column that came to a table with rows in it; checked where it is set, and only ever compared within a salon.
    ("memberships", "employee_id"),
    // Came to a table with rows in it; it is the id of a row that was read in the same salon.
    ("notifications", "retry_of_id"),
    // Of an employee, of a service, or of nobody: figures follow from rows that were guarded.
    ("visit_figures", "subject_id"),
    // Not a row's id: the event's, the same for every address.
    ("webhook_deliveries", "message_id"),
];

#[tokio::test]
async fn every_id_in_a_salons_row_is_guarded_together_with_its_salon() {
    let app = TestApp::new().await;
    let references = references(&app.rows).await;
    let mut unguarded = Vec::new();
    for table in app.rows.tables().await {
        let columns = app.rows.columns(&table).await;
        if !columns.contains(&"tenant_id".to_owned()) {
            continue;
        }
        let ids = columns.iter().filter(|column| {
            let ours = !["tenant_id", "provider_call_id", "provider_message_id", "event_id"]
                .contains(&column.as_str());
            column.ends_with("_id") && ours
        });
        let of_tenant = ["tenant_id".to_owned()];
        assert!(
            references.iter().any(|known| known.table == table && known.columns[0].0 == of_tenant[0]),
            "{table} belongs to no salon"
        );
        for column in ids {
            let guard = references
                .iter()
                .find(|known| known.table == table && known.columns.iter().any(|(from, _)| from == column));
            match guard {
                Some(guard) if guard.parent == "users" => {}
                Some(guard) => assert_eq!(guard.columns[0].0, "tenant_id", "{guard:?}"),
                None => unguarded.push((table.clone(), column.clone())),
            }
        }
    }
    unguarded.sort();
    let known: Vec<_> =
        UNGUARDED.iter().map(|(table, column)| ((*table).to_owned(), (*column).to_owned())).collect();
    assert_eq!(unguarded, known);
}
