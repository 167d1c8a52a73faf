-- A shop as the program wrote it when the schema had taken its first step
-- only, to be read into a file with that schema. Its key is in `migrations.rs`.
-- Two openings were moved into the founding, as the sample shop has them.

INSERT INTO shop VALUES(1,X'01a201f7731d7384b4dd1e9f7903622b','Mithai Corner','INR','Asia/Kolkata',600,1795329323795);
INSERT INTO journal VALUES(1,1795329323795,1,'founding',X'01a201f7731d7384b4dd1ea0bb2b611a','shop.found','{"shop_name":"Mithai Corner","currency":"INR","time_zone":"Asia/Kolkata","admin_name":"Asha","sample":false}','null',X'f2d2b1cbed55de1ffbea3350eaa3304ecd99e0910c4ebf35038a55c0555fcaad');
INSERT INTO journal VALUES(2,1795329343408,NULL,'command line',X'01a201f7bfb077959613a63e37d2243e','staff.log_in','{"account":1}','{"name":"Asha","status":"active"}',X'0e7a8df0909a8b3b02a5878abdd45a2befced447b254cf897ac415dd4e4473ad');
INSERT INTO journal VALUES(3,1795329343409,1,'command line',X'01a201f7bf5671aa961876dd60a72ac3','catalogue.add','{"name":"Kaju Katli","category":null,"price_minor":4500,"sku":null,"barcodes":[],"low_at":0,"picture":"","opening":50}','{"sweet":1,"name":"Kaju Katli"}',X'e27025d78f85c7f8c4203e5081ad2c63ab8340838e85c444c9917c9055bf3b16');
INSERT INTO journal VALUES(4,1795329343497,NULL,'command line',X'01a201f7c00974c495badf7a1cab59a1','staff.log_in','{"account":1}','{"name":"Asha","status":"active"}',X'e03f535e3b333d1f615c2ce7d4db7688be8213c3da2bd9254a97e056ff703c98');
INSERT INTO journal VALUES(5,1795329343498,1,'command line',X'01a201f7bfb970a9aefd0c975ebb8a2b','catalogue.add','{"name":"Mathura Peda","category":null,"price_minor":1000,"sku":null,"barcodes":[],"low_at":0,"picture":"","opening":20}','{"sweet":2,"name":"Mathura Peda"}',X'27a5c3c6b096c19e19d6785a40e89ef98a6cf9f7ce2252f8b59e7bdbb4d99c28');
INSERT INTO journal VALUES(6,1795329343597,NULL,'command line',X'01a201f7c06d7691aa281b249952480b','staff.log_in','{"account":1}','{"name":"Asha","status":"active"}',X'4d233fde097e8b99475d1b53ccba5b7118ba7c52aaa4849e00f97076bba953dc');
INSERT INTO journal VALUES(7,1795329343600,1,'command line',X'01a201f7c0127720bed3a78373b7ba3b','catalogue.add','{"name":"Besan Laddu","category":null,"price_minor":1200,"sku":null,"barcodes":[],"low_at":0,"picture":"","opening":0}','{"sweet":3,"name":"Besan Laddu"}',X'4f5367810e2499550ee22ecd85fee8ebc5fac07fc2d47f0060213ba9f8bf4d28');
INSERT INTO journal VALUES(8,1795329343712,NULL,'command line',X'01a201f7c0e074db912ddc6a3c75b44e','staff.log_in','{"account":1}','{"name":"Asha","status":"active"}',X'ab5ac3fccf01a6ef12d3f8d4390becd2cf2b976e9e17fb4336a85228cdf4c894');
INSERT INTO journal VALUES(9,1795329343716,1,'command line',X'01a201f7c07c7094b227ae43de0f8981','sales.checkout','{"lines":[{"sweet":1,"quantity":2},{"sweet":2,"quantity":1}],"cash_minor":10000}','{"number":1,"at":1795329343716,"total_minor":10000,"cash_minor":10000,"change_minor":0}',X'a74fff2b5c43fa6f4513afa65f2dad3b6919dff2acfc7afccf4ff1af5f723827');
INSERT INTO journal VALUES(10,1795329343869,NULL,'command line',X'01a201f7c17d72b997f285803061e6d9','staff.log_in','{"account":1}','{"name":"Asha","status":"active"}',X'abc47de1fc0df945437023f7219bf9b2c2c0a7e6f50ce2402a3d84fabf345da7');
INSERT INTO journal VALUES(11,1795329343870,1,'command line',X'01a201f7c10974c593d144ac0ae038b2','stock.restock','{"sweet":2,"quantity":5,"note":null}','{"sweet":2,"on_hand":24}',X'19dd6279ba41262729767949d4d14c9ab8967bf8db5da1fd73663d9ffbda10a7');
INSERT INTO journal VALUES(12,1795329343965,NULL,'command line',X'01a201f7c1dd72329fee76ada78dc55a','staff.log_in','{"account":1}','{"name":"Asha","status":"active"}',X'd981d17aa34c57165b9d7c6c3b102da5342f09335c8a8e1aab315346fb75f388');
INSERT INTO journal VALUES(13,1795329343966,1,'command line',X'01a201f7c18a706e94bb3f0740516433','stock.correct','{"sweet":1,"counted":46,"expected":48,"reason":"two broken"}','{"sweet":1,"on_hand":46}',X'0e174a039784bb6e64ee2822f25707845e8b0b6e587ef91fc5bb1bec5b9c968c');
INSERT INTO journal VALUES(14,1795329344125,NULL,'command line',X'01a201f7c27d76e4b430e7c584f5df0a','staff.log_in','{"account":1}','{"name":"Asha","status":"active"}',X'641a31c76caa8ea5853cb7aed46ebc8fcb8a98ef94ca6adab1574d12b01ab51a');
INSERT INTO journal VALUES(15,1795329344131,1,'command line',X'01a201f7c20070808c8a511bae7735f0','sales.checkout','{"lines":[{"sweet":2,"quantity":3}],"cash_minor":3000}','{"number":2,"at":1795329344131,"total_minor":3000,"cash_minor":3000,"change_minor":0}',X'2b7fe95d0fd8feb455af1af77958c0c9350f4445dd9214270ee66c2f993aaee6');
INSERT INTO accounts VALUES(1,'Asha','asha','$argon2id$v=19$m=47104,t=2,p=1$8VI+WRFxet3UWufHCZYd4A$+IHggkQFekcLSnuSp9VnXwZsEegvZjCPs7kAFMa8UI0','admin','active',1,1795329323795);
INSERT INTO sweets VALUES(1,'Kaju Katli','kaju katli',NULL,4500,NULL,0,'',0,1,3);
INSERT INTO sweets VALUES(2,'Mathura Peda','mathura peda',NULL,1000,NULL,0,'',0,1,5);
INSERT INTO sweets VALUES(3,'Besan Laddu','besan laddu',NULL,1200,NULL,0,'',0,1,7);
INSERT INTO stock VALUES(1,46);
INSERT INTO stock VALUES(2,21);
INSERT INTO stock VALUES(3,0);
INSERT INTO movements VALUES(1,1,0,'opening',50,50,NULL);
INSERT INTO movements VALUES(1,9,0,'sold',-2,48,NULL);
INSERT INTO movements VALUES(1,13,0,'counted',-2,46,'two broken');
INSERT INTO movements VALUES(2,1,0,'opening',20,20,NULL);
INSERT INTO movements VALUES(2,9,1,'sold',-1,19,NULL);
INSERT INTO movements VALUES(2,11,0,'received',5,24,NULL);
INSERT INTO movements VALUES(2,15,0,'sold',-3,21,NULL);
INSERT INTO sales VALUES(1,9,1795329343716,1,10000);
INSERT INTO sales VALUES(2,15,1795329344131,1,3000);
INSERT INTO sale_lines VALUES(1,0,1,'Kaju Katli',2,4500,9000);
INSERT INTO sale_lines VALUES(1,1,2,'Mathura Peda',1,1000,1000);
INSERT INTO sale_lines VALUES(2,0,2,'Mathura Peda',3,1000,3000);
INSERT INTO tenders VALUES(1,0,'cash',10000,0);
INSERT INTO tenders VALUES(2,0,'cash',3000,0);
