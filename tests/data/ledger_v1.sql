BEGIN TRANSACTION;
CREATE TABLE adjustments (
	id INTEGER NOT NULL, 
	unit TEXT NOT NULL, 
	period TEXT NOT NULL, 
	sheet TEXT NOT NULL, 
	"key" TEXT NOT NULL, 
	field TEXT NOT NULL, 
	original TEXT NOT NULL, 
	number FLOAT, 
	text TEXT, 
	reason TEXT NOT NULL, 
	name TEXT NOT NULL, 
	at TEXT NOT NULL, 
	withdrawn_at TEXT NOT NULL, 
	PRIMARY KEY (id)
);
CREATE TABLE arrivals (
	sha256 TEXT NOT NULL, 
	name TEXT NOT NULL, 
	received TEXT NOT NULL, 
	size INTEGER NOT NULL, 
	sender TEXT NOT NULL, 
	receipts TEXT NOT NULL, 
	PRIMARY KEY (sha256, name, received)
);
CREATE TABLE attachments (
	sha256 TEXT NOT NULL, 
	unit TEXT NOT NULL, 
	period TEXT NOT NULL, 
	name TEXT NOT NULL, 
	file TEXT NOT NULL, 
	received TEXT NOT NULL, 
	stamped INTEGER NOT NULL, 
	PRIMARY KEY (sha256, unit, period)
);
CREATE TABLE attributions (
	sha256 TEXT NOT NULL, 
	unit TEXT NOT NULL, 
	period TEXT NOT NULL, 
	at TEXT NOT NULL, 
	PRIMARY KEY (sha256)
);
CREATE TABLE cells (
	id INTEGER NOT NULL, 
	submission INTEGER NOT NULL, 
	sheet TEXT NOT NULL, 
	address TEXT NOT NULL, 
	raw TEXT NOT NULL, 
	form_sheet TEXT NOT NULL, 
	"key" TEXT NOT NULL, 
	field TEXT NOT NULL, 
	number FLOAT, 
	text TEXT, 
	outcome TEXT NOT NULL, 
	note TEXT NOT NULL, 
	confidence FLOAT NOT NULL, 
	fate TEXT NOT NULL, 
	fate_note TEXT NOT NULL, 
	entry_key TEXT NOT NULL, 
	PRIMARY KEY (id)
);
INSERT INTO "cells" VALUES(1,1,'指标数据','J12','12','指标数据','T02-3','ytd',12.0,NULL,'采用','',1.0,'采用','','T02-3');
INSERT INTO "cells" VALUES(2,1,'指标数据','J13','约30','指标数据','T02-4','ytd',NULL,NULL,'拒收','不是一个数',1.0,'拒收','','T02-4');
INSERT INTO "cells" VALUES(3,1,'任务进展','Z9','备注','','','',NULL,NULL,'忽略','表外',1.0,'忽略','','');
CREATE TABLE checklists (
	digest TEXT NOT NULL, 
	json TEXT NOT NULL, 
	PRIMARY KEY (digest)
);
INSERT INTO "checklists" VALUES('dddddddd','{"format": 1}');
CREATE TABLE decisions (
	number TEXT NOT NULL, 
	matter TEXT NOT NULL, 
	unit TEXT NOT NULL, 
	due TEXT NOT NULL, 
	feedback TEXT NOT NULL, 
	closed INTEGER NOT NULL, 
	at TEXT NOT NULL, 
	PRIMARY KEY (number)
);
CREATE TABLE explanations (
	finding TEXT NOT NULL, 
	seen TEXT NOT NULL, 
	period TEXT NOT NULL, 
	text TEXT NOT NULL, 
	sha256 TEXT NOT NULL, 
	PRIMARY KEY (finding, seen, period)
);
CREATE TABLE findings (
	id INTEGER NOT NULL, 
	period TEXT NOT NULL, 
	origin TEXT NOT NULL, 
	sha256 TEXT NOT NULL, 
	code TEXT NOT NULL, 
	unit TEXT NOT NULL, 
	sheet TEXT NOT NULL, 
	address TEXT NOT NULL, 
	form_sheet TEXT NOT NULL, 
	"key" TEXT NOT NULL, 
	field TEXT NOT NULL, 
	seen TEXT NOT NULL, 
	details TEXT NOT NULL, 
	suggestion TEXT NOT NULL, 
	file TEXT NOT NULL, 
	PRIMARY KEY (id)
);
CREATE TABLE forms (
	period TEXT NOT NULL, 
	unit TEXT NOT NULL, 
	part TEXT NOT NULL, 
	digest TEXT NOT NULL, 
	row_keys TEXT NOT NULL, 
	carried TEXT NOT NULL, 
	generated_at TEXT NOT NULL, 
	sha256 TEXT NOT NULL, 
	PRIMARY KEY (period, unit, part)
);
INSERT INTO "forms" VALUES('2024-05','653101','','dddddddd','[["指标数据","T02-3",true]]','','2024-05-01T09:00:00','ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff');
CREATE TABLE meta (
	name TEXT NOT NULL, 
	value TEXT NOT NULL, 
	PRIMARY KEY (name)
);
INSERT INTO "meta" VALUES('schema_version','1');
INSERT INTO "meta" VALUES('key','abababababababababababababababababababababababababababababababab');
CREATE TABLE rulings (
	id INTEGER NOT NULL, 
	kind TEXT NOT NULL, 
	period TEXT NOT NULL, 
	unit TEXT NOT NULL, 
	target TEXT NOT NULL, 
	seen TEXT NOT NULL, 
	reason TEXT NOT NULL, 
	name TEXT NOT NULL, 
	at TEXT NOT NULL, 
	revoked_at TEXT NOT NULL, 
	PRIMARY KEY (id)
);
CREATE TABLE seals (
	id INTEGER NOT NULL, 
	period TEXT NOT NULL, 
	number TEXT NOT NULL, 
	sealed_at TEXT NOT NULL, 
	figures TEXT NOT NULL, 
	document TEXT NOT NULL, 
	reopened_at TEXT NOT NULL, 
	reason TEXT NOT NULL, 
	name TEXT NOT NULL, 
	PRIMARY KEY (id)
);
INSERT INTO "seals" VALUES(1,'2024-05','第5期','2024-05-30T09:00:00','{"T02-3/2024-05/all/ytd": 12}','eeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeee','','','');
CREATE TABLE submissions (
	id INTEGER NOT NULL, 
	sha256 TEXT NOT NULL, 
	unit TEXT NOT NULL, 
	period TEXT NOT NULL, 
	part TEXT NOT NULL, 
	version INTEGER NOT NULL, 
	file TEXT NOT NULL, 
	original_name TEXT NOT NULL, 
	received TEXT NOT NULL, 
	ordered_at TEXT NOT NULL, 
	digest TEXT NOT NULL, 
	sender TEXT NOT NULL, 
	confidence FLOAT NOT NULL, 
	evidence TEXT NOT NULL, 
	blank TEXT NOT NULL, 
	fingerprint TEXT NOT NULL, 
	filled INTEGER NOT NULL, 
	withdrawn INTEGER NOT NULL, 
	held INTEGER NOT NULL, 
	pinned_at TEXT NOT NULL, 
	PRIMARY KEY (id), 
	UNIQUE (sha256), 
	UNIQUE (period, unit, version)
);
INSERT INTO "submissions" VALUES(1,'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa','653101','2024-05','',1,'archive/2024-05/喀什市/v1_20240524-100000_表.xlsx','表.xlsx','2024-05-24T10:00:00','2024-05-24T10:00:00','','',1.0,'[]','[]','',3,0,0,'');
CREATE TABLE waiting (
	sha256 TEXT NOT NULL, 
	name TEXT NOT NULL, 
	received TEXT NOT NULL, 
	sender TEXT NOT NULL, 
	status TEXT NOT NULL, 
	findings TEXT NOT NULL, 
	context TEXT NOT NULL, 
	PRIMARY KEY (sha256)
);
CREATE INDEX submissions_fingerprint ON submissions (fingerprint);
CREATE INDEX cells_submission ON cells (submission);
CREATE INDEX findings_period ON findings (period, origin);
COMMIT;
